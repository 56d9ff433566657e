using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Work;

/// <summary>
/// One connection of a worker. The caller's thread receives and keeps up the heartbeats, while a
/// thread of the pool does the tasks and sends the results.
/// </summary>
internal sealed class WorkSession : IDisposable
{
    private const int LingerMilliseconds = 1000;

    private readonly WorkWorkerOptions _options;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ReadOnlyMemory<byte>> _handler;
    private readonly ZmqSocket _socket;
    private readonly List<ZmqMessage> _parts = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<(byte[] Id, byte[] Body)> _tasks;

    public WorkSession(
        ZmqContext context,
        ClientSecurity? security,
        WorkWorkerOptions options,
        Func<ReadOnlyMemory<byte>, CancellationToken, ReadOnlyMemory<byte>> handler)
    {
        _options = options;
        _handler = handler;
        _tasks = Channel.CreateBounded<(byte[] Id, byte[] Body)>(options.Slots);
        _socket = new ZmqSocket(context, ZmqSocketType.Dealer)
        {
            Linger = LingerMilliseconds,
            MaxMessageSize = options.MaxTaskLength,
            IPv6 = ZmqAddress.IsIPv6(options.Address),
        };
        security?.Prepare(_socket);
    }

    /// <summary>Whether the broker has sent anything.</summary>
    public bool WasAnswered { get; private set; }

    /// <summary>Works until the broker ends or is silent too long.</summary>
    /// <returns>False when it was silent.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The broker refused the worker.</exception>
    public bool Run(CancellationToken cancellationToken)
    {
        _socket.Connect(ZmqAddress.Translate(_options.Address));
        byte[] slots = Encoding.ASCII.GetBytes(_options.Slots.ToString(CultureInfo.InvariantCulture));
        _ = WorkProtocol.Send(
            _socket,
            WorkProtocol.Part(WorkProtocol.Ready),
            WorkProtocol.Part(WorkProtocol.Version),
            WorkProtocol.Part(slots));
        Task working = Task.Run(WorkAsync, CancellationToken.None);
        try
        {
            return Receive(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = WorkProtocol.Send(_socket, WorkProtocol.Part(WorkProtocol.Bye));
            throw;
        }
        finally
        {
            // What is still in hand belongs to others now; one handler runs at a time.
            _end.Cancel();
            _ = _tasks.Writer.TryComplete();
            working.Wait(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        if (!WasAnswered)
        {
            // Or an address where nobody listens would hold up the context's end.
            _socket.Linger = 0;
        }
        _parts.ForEach(part => part.Dispose());
        _socket.Dispose();
        _end.Dispose();
    }

    private bool Receive(CancellationToken cancellationToken)
    {
        long beaten = Stopwatch.GetTimestamp(), seen = beaten;
        while (true)
        {
            TimeSpan left = _options.HeartbeatInterval - Stopwatch.GetElapsedTime(beaten);
            int count = left > TimeSpan.Zero ? _socket.Receive(_parts, left, cancellationToken) : 0;
            cancellationToken.ThrowIfCancellationRequested();
            if (count > 0)
            {
                seen = Stopwatch.GetTimestamp();
                WasAnswered = true;
                if (Handle(count))
                {
                    return true;
                }
            }
            if (Stopwatch.GetElapsedTime(beaten) >= _options.HeartbeatInterval)
            {
                beaten = Stopwatch.GetTimestamp();
                _ = WorkProtocol.Send(_socket, WorkProtocol.Part(WorkProtocol.Heartbeat));
            }
            if (Stopwatch.GetElapsedTime(seen) > _options.BrokerTimeout)
            {
                return false;
            }
        }
    }

    /// <returns>Whether the broker has ended.</returns>
    private bool Handle(int count)
    {
        ReadOnlySpan<byte> command = _parts[0].Span;
        if (command.SequenceEqual(WorkProtocol.Refused) && count > 1)
        {
            throw new InvalidOperationException(
                $"The broker at {_options.Address} refused: {WorkProtocol.Sentence(_parts[1].Span)}.");
        }
        if (command.SequenceEqual(WorkProtocol.Task) && count == 3
            && !_tasks.Writer.TryWrite((_parts[1].ToArray(), _parts[2].ToArray())))
        {
            throw new InvalidOperationException(
                $"The broker at {_options.Address} sent more than {_options.Slots} tasks at a time.");
        }
        return command.SequenceEqual(WorkProtocol.Bye);
    }

    private async Task WorkAsync()
    {
        await foreach ((byte[] id, byte[] body) in _tasks.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_end.IsCancellationRequested)
            {
                continue;
            }
            (bool done, ReadOnlyMemory<byte> result) = Do(body);
            _ = WorkProtocol.Send(
                _socket,
                _options.BrokerTimeout,
                WorkProtocol.Part(done ? WorkProtocol.Done : WorkProtocol.Failed),
                WorkProtocol.Part(id),
                WorkProtocol.Part(result));
        }
    }

    private (bool Done, ReadOnlyMemory<byte> Result) Do(byte[] body)
    {
        try
        {
            return (true, _handler(body, _end.Token));
        }
        catch (Exception exception)
        {
            return (false, Encoding.UTF8.GetBytes(WorkProtocol.Shorten(exception.Message)));
        }
    }
}
