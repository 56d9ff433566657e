using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// Decides on a thread of its own which clients may complete a handshake with the sockets of a
/// context that <see cref="Protect"/> was called with (ZAP, RFC 27).
/// </summary>
/// <remarks>
/// Set the properties, then call <see cref="Start"/>, then <see cref="Protect"/> each socket and bind
/// it. Clients connected by <c>inproc</c> are not asked. Every refusal is logged with address and
/// reason and counted by <c>zmqnative.clients.refused</c>. All members may be called on any thread.
/// </remarks>
public sealed class Authenticator : IDisposable
{
    private const string Endpoint = "inproc://zeromq.zap.01";
    private const string Domain = "zmqnative";
    private const string ObservedDomain = "zmqnative-observed";

    // A draft option in zmq.h, but every build since 4.3 has it. Without it, and without a handler, a
    // domain lets everybody in.
    private const int EnforceDomain = 93;

    // The requests that share one look at the files.
    private const int LargestBatch = 64;

    // A routing id, an empty part, then version, request id, domain, address, identity, mechanism.
    private const int PartsBeforeCredentials = 8;

    private static readonly TimeSpan s_lookInterval = TimeSpan.FromSeconds(1);

    // Less than a handshake takes: three round trips of a connection, and CURVE. Reading ten files
    // takes as long as answering twenty requests.
    private static readonly TimeSpan s_lookAge = TimeSpan.FromMilliseconds(1);

    private readonly ZmqContext _context;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Thread? _thread;
    private ZapRules? _rules;

    /// <summary>Creates an authenticator, which does nothing before <see cref="Start"/>.</summary>
    /// <param name="context">The context of the sockets to protect; it has one authenticator.</param>
    /// <param name="loggerFactory">
    /// Creates the logger, category <c>ZmqNative.Authenticator</c> (default: none).
    /// </param>
    public Authenticator(ZmqContext context, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _logger = loggerFactory?.CreateLogger(AuthenticatorLog.Category) ?? NullLogger.Instance;
    }

    /// <summary>
    /// The CURVE clients that are allowed: a folder with their certificates (<c>*.key</c>), a file
    /// with one public key a line, or <c>*</c> for all (default: null, none).
    /// </summary>
    /// <remarks>
    /// Files are read again when their content changes. A key that was removed is refused from its
    /// next handshake on; its open connections go on, because libzmq cannot end a single one. At most
    /// 100,000 keys are read.
    /// </remarks>
    public string? AllowedKeys { get; init; }

    /// <summary>
    /// The addresses that are allowed, in addition to key or password: an address, a range
    /// (<c>192.0.2.0/24</c>), or <c>uid:1000</c> for a unix socket's peers (default: empty, all).
    /// </summary>
    public IReadOnlyCollection<string> AllowedAddresses { get; init; } = [];

    /// <summary>
    /// The PLAIN clients that are allowed: passwords by name (default: none). PLAIN encrypts nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Passwords { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// A file with <c>NAME:PASSWORD</c> on each line, which are allowed in addition to
    /// <see cref="Passwords"/> (default: null, none). Only its owner may read it (mode 0600).
    /// </summary>
    /// <remarks>
    /// Of at most 1 MiB; empty lines and those that begin with # are ignored. It is read again when its
    /// content changes, and while it cannot be read, none of its names is allowed. Memory has the
    /// passwords' hashes alone.
    /// </remarks>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Called on the authenticator's thread with keys and names that were accepted and have been taken
    /// off; then the lists are looked at each second. Null: they are looked at in each handshake,
    /// at most once a millisecond.
    /// </summary>
    internal Action<IReadOnlyList<string>>? OnRevoked { get; init; }

    /// <summary>
    /// Whether a key, or a name with its password, that was accepted has been taken off. The lists are
    /// looked at, at most once a second. Any thread, after <see cref="Start"/>.
    /// </summary>
    internal bool IsRevoked(ZapUser user)
    {
        _rules!.Refresh(s_lookInterval);
        return _rules.IsRevoked(user);
    }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="ArgumentException">One of the addresses is none.</exception>
    /// <exception cref="InvalidOperationException">
    /// The context has another authenticator, or this one was started before.
    /// </exception>
    /// <exception cref="IOException">Allowed keys or passwords cannot be read.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down; EMFILE: too many sockets.</exception>
    public void Start()
    {
        lock (_gate)
        {
            if (_thread is not null || _stop.IsCancellationRequested)
            {
                throw new InvalidOperationException("An authenticator is started once.");
            }
            AllowedKeys? keys = AllowedKeys is null ? null : new AllowedKeys(AllowedKeys, _logger);
            AllowedPasswords passwords = new(Passwords, PasswordFile, _logger);
            ZapRules rules = new(keys, new AllowedAddresses(AllowedAddresses), passwords, _logger)
            {
                RemembersAccepted = OnRevoked is not null,
            };
            rules.Refresh(TimeSpan.Zero);
            if (keys is { IsRead: false })
            {
                throw new IOException($"The allowed keys cannot be read from {AllowedKeys}.");
            }
            if (!passwords.IsRead)
            {
                throw new IOException($"The passwords cannot be used: {passwords.Failure!.TrimEnd('.')}.");
            }
            ZmqSocket handler = Bind();
            _rules = rules;
            _thread = new Thread(() => Run(handler, rules)) { IsBackground = true, Name = nameof(Authenticator) };
            _thread.Start();
        }
    }

    /// <summary>
    /// Makes a socket refuse every client that this authenticator does not accept, also when the
    /// authenticator has ended (ZMQ_ZAP_DOMAIN and ZMQ_ZAP_ENFORCE_DOMAIN). Bind it afterwards.
    /// </summary>
    /// <param name="socket">A socket of the same context.</param>
    /// <exception cref="InvalidOperationException">
    /// The authenticator is not running: nobody would answer.
    /// </exception>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public void Protect(ZmqSocket socket) => Enforce(socket, Domain);

    /// <summary>
    /// As <see cref="Protect"/>, for a socket whose <see cref="ClientRefusals"/> counts who is refused.
    /// </summary>
    internal void ProtectObserved(ZmqSocket socket) => Enforce(socket, ObservedDomain);

    /// <summary>Ends the thread. Protected sockets then refuse every new client.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate)
        {
            if (Thread.CurrentThread != _thread)
            {
                _thread?.Join();
            }
        }
    }

    private void Enforce(ZmqSocket socket, string domain)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (_thread is null || _stop.IsCancellationRequested)
        {
            throw new InvalidOperationException("The authenticator is not running: call Start before Protect.");
        }
        socket.ZapDomain = domain;
        socket.SetOption(EnforceDomain, BitConverter.GetBytes(1));
    }

    private ZmqSocket Bind()
    {
        ZmqSocket handler = new(_context, ZmqSocketType.Router);
        try
        {
            handler.Linger = 0;
            handler.Bind(Endpoint);
            return handler;
        }
        catch (ZmqException exception)
        {
            handler.Dispose();
            throw exception.ErrorName == "EADDRINUSE"
                ? new InvalidOperationException("The context has an authenticator already, and can have only one.")
                : exception;
        }
    }

    private void Run(ZmqSocket handler, ZapRules rules)
    {
        using (handler)
        {
            List<ZmqMessage>[] requests = [.. Enumerable.Range(0, LargestBatch).Select(_ => new List<ZmqMessage>())];
            try
            {
                AnswerUntilStopped(handler, rules, requests);
                // Frees the endpoint immediately; closing does so some time later.
                handler.Unbind(Endpoint);
            }
            catch (ZmqException exception) when (exception.IsContextTerminated)
            {
                // The context was shut down, so there are no more handshakes.
            }
            finally
            {
                foreach (ZmqMessage part in requests.SelectMany(request => request))
                {
                    part.Dispose();
                }
            }
        }
    }

    private void AnswerUntilStopped(ZmqSocket handler, ZapRules rules, List<ZmqMessage>[] requests)
    {
        ZmqPoller poller = new(handler);
        int[] lengths = new int[LargestBatch];
        while (true)
        {
            try
            {
                _ = poller.Wait(OnRevoked is null ? Timeout.InfiniteTimeSpan : s_lookInterval, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            int count = 0;
            while (count < LargestBatch && (lengths[count] = handler.Receive(requests[count], TimeSpan.Zero)) > 0)
            {
                count++;
            }
            // After the requests have come: so a key that was removed before a handshake is gone.
            rules.Refresh(s_lookAge);
            for (int i = 0; i < count; i++)
            {
                Answer(handler, rules, CollectionsMarshal.AsSpan(requests[i])[..lengths[i]]);
            }
            if (OnRevoked is not null && rules.TakeRevoked() is { Length: > 0 } revoked)
            {
                OnRevoked(revoked);
            }
        }
    }

    // Only libzmq sends requests, and its are well-formed; a socket of the program may send anything.
    private static void Answer(ZmqSocket handler, ZapRules rules, ReadOnlySpan<ZmqMessage> request)
    {
        if (request.Length < PartsBeforeCredentials || !request[2].Span.SequenceEqual("1.0"u8))
        {
            return;
        }
        string address = Encoding.UTF8.GetString(request[5].Span), mechanism = Encoding.UTF8.GetString(request[7].Span);
        bool counts = !Ascii.Equals(request[4].Span, ObservedDomain);
        ZapUser? user = rules.Decide(address, mechanism, request[PartsBeforeCredentials..], counts);
        foreach (ZmqMessage part in request[..4])
        {
            _ = handler.Send(part, more: true);
        }
        _ = handler.Send(user is null ? "400"u8 : "200"u8, more: true);
        _ = handler.Send(user is null ? "Refused"u8 : "OK"u8, more: true);
        _ = handler.Send(Encoding.UTF8.GetBytes(user?.Name ?? string.Empty), more: true);
        _ = handler.Send(user?.Metadata() ?? []);
    }
}
