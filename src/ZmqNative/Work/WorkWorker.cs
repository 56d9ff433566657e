using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>
/// Does the tasks of a <see cref="WorkBroker"/>, one at a time (DEALER). It waits for a broker that
/// is not there, and comes back to one that was lost, by a new socket with back-off and jitter.
/// </summary>
public sealed class WorkWorker
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(2);

    private readonly WorkWorkerOptions _options;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ReadOnlyMemory<byte>> _handler;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly ILogger _logger;

    /// <summary>Creates a worker. It connects in <see cref="RunAsync"/>.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="handler">
    /// Does a task and returns its result; called on a thread of the pool. The token is cancelled
    /// when the result is no longer wanted. An exception becomes the
    /// <see cref="WorkResult.Error"/>.
    /// </param>
    /// <param name="loggerFactory">Category <c>ZmqNative.Work</c> (default: no log).</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public WorkWorker(
        WorkWorkerOptions options,
        Func<ReadOnlyMemory<byte>, CancellationToken, ReadOnlyMemory<byte>> handler,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Check();
        _options = options;
        _handler = handler;
        _loggerFactory = loggerFactory;
        _logger = loggerFactory?.CreateLogger(WorkLog.Category) ?? NullLogger.Instance;
    }

    /// <summary>Works until the broker ends in order.</summary>
    /// <param name="cancellationToken">Ends the work; the broker is informed.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The broker refused the worker.</exception>
    /// <exception cref="ZmqException">The address cannot be connected to.</exception>
    /// <exception cref="ArgumentException">A key is none.</exception>
    /// <exception cref="IOException">The certificate or the login cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The certificate or the login is none, or others can read the login.
    /// </exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) => Task.Factory.StartNew(
        () => Run(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken cancellationToken)
    {
        using ZmqContext context = new();
        using ClientSecurity? security = ClientSecurity.Create(
            _options.CurveServerKey, _options.CurveCertificate, _options.PlainLogin, [_options.Address],
            _loggerFactory);
        Backoff backoff = new(s_firstDelay, s_longestDelay);
        while (true)
        {
            using WorkSession session = new(context, security, _options, _handler);
            if (session.Run(cancellationToken))
            {
                return;
            }
            if (session.WasAnswered)
            {
                backoff.Reset();
            }
            TimeSpan delay = backoff.Next();
            string reason = $"silent for {_options.BrokerTimeout.TotalSeconds:0.##} s";
            WorkLog.BrokerLost(_logger, _options.Address, reason, delay.TotalMilliseconds);
            _ = cancellationToken.WaitHandle.WaitOne(delay);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
