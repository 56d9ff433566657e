using System.Collections.Concurrent;
using ZmqNative.Interop;

namespace ZmqNative.Testing;

/// <summary>
/// One run of the publisher: its context, its XPUB socket, and the only thread that uses them.
/// </summary>
/// <remarks>
/// The thread waits for subscriptions and for orders to send simultaneously; a lock would be held
/// for as long as it waits. Each run has a context of its own, because only the end of a context
/// shows that the port is free again.
/// </remarks>
internal sealed class PublisherLife : IDisposable
{
    private const string Orders = "inproc://orders";

    // For a peer that does not read. Any other peer has received everything long before.
    private const int LingerMilliseconds = 5000;

    private readonly ZmqContext _context = new();
    private readonly Subscriptions _subscriptions;
    private readonly ZmqSocket _publisher;
    private readonly ZmqSocket _woken;
    private readonly ZmqSocket _wake;
    private readonly ConcurrentQueue<Order> _orders = new();
    private readonly Thread _thread;

    internal PublisherLife(string endpoint, Subscriptions subscriptions)
    {
        _subscriptions = subscriptions;
        _publisher = new ZmqSocket(_context, ZmqSocketType.XPublish);
        _woken = new ZmqSocket(_context, ZmqSocketType.Pair);
        _wake = new ZmqSocket(_context, ZmqSocketType.Pair);
        try
        {
            // Nothing is dropped by itself: what is missing in a test is what the test left out.
            _publisher.SendHighWatermark = 0;
            _publisher.TcpKeepAlive = 1;
            _publisher.IPv6 = endpoint.Contains('[', StringComparison.Ordinal);
            // A connection has the linger of the moment of the bind, and libzmq may wait that long
            // for one that broke right before the close.
            _publisher.Linger = 0;
            _publisher.Bind(endpoint);
            _publisher.Linger = LingerMilliseconds;
            Address = _publisher.LastEndpoint;
            _woken.Bind(Orders);
            _wake.Connect(Orders);
        }
        catch
        {
            Close();
            throw;
        }
        _thread = new Thread(Serve) { IsBackground = true, Name = nameof(TestPublisher) };
        _thread.Start();
    }

    /// <summary>Where it is bound, with the real port.</summary>
    internal string Address { get; }

    /// <summary>
    /// Sends a message and returns when libzmq has accepted it. Later subscribers do not receive
    /// it.
    /// </summary>
    internal void Send(byte[][] parts) => Do(new Order(parts));

    /// <summary>Ends this life; afterwards the port is free and every connection closed.</summary>
    public void Dispose()
    {
        Do(new Order(Parts: null));
        _thread.Join();
        Close();
    }

    private void Do(Order order)
    {
        _orders.Enqueue(order);
        _ = _wake.Send([]);
        order.Done.Task.GetAwaiter().GetResult();
    }

    private void Serve()
    {
        using ZmqMessage part = new();
        ZmqPoller poller = new(_publisher, _woken);
        while (true)
        {
            _ = poller.Wait(Timeout.InfiniteTimeSpan);
            while (_publisher.TryReceive(part))
            {
                _subscriptions.Note(part.Span);
            }
            while (_woken.TryReceive(part) && _orders.TryDequeue(out Order? order))
            {
                if (order.Parts is null)
                {
                    order.Done.SetResult();
                    return;
                }
                for (int i = 0; i < order.Parts.Length; i++)
                {
                    _ = _publisher.Send(order.Parts[i], more: i < order.Parts.Length - 1);
                }
                order.Done.SetResult();
            }
        }
    }

    private void Close()
    {
        _wake.Dispose();
        _woken.Dispose();
        _publisher.Dispose();
        // It waits for the linger, and not without an end for libzmq.
        _context.Dispose();
    }

    private sealed record Order(byte[][]? Parts)
    {
        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
