using System.Buffers.Binary;
using System.Text;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing;

/// <summary>
/// A publisher whose messages the test composes. It is an XPUB socket: on the wire the same as PUB, but
/// it receives the subscriptions.
/// </summary>
internal sealed class FakePublisher : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly ZmqMessage _part = new();
    private bool _isDisposed;

    internal FakePublisher(string address = "tcp://127.0.0.1:*", int highWatermark = 0)
    {
        _socket = new ZmqSocket(_context, ZmqSocketType.XPublish) { SendHighWatermark = highWatermark, Linger = 0, ReceiveTimeout = (int)Deadline.TotalMilliseconds };
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                _socket.Bind(address);
                break;
            }
            catch (ZmqException) when (Environment.TickCount64 - start < Deadline.TotalMilliseconds)
            {
                // The port of the publisher before is not free yet.
                Thread.Yield();
            }
        }
        Address = _socket.LastEndpoint;
        // What was sent goes out, but not to a peer that has left: for that libzmq takes the linger of
        // the bind (docs/adr/0057).
        _socket.Linger = -1;
    }

    internal string Address { get; }

    /// <summary>Waits for one subscription to a topic not subscribed to yet.</summary>
    internal FakePublisher WaitForSubscription()
    {
        if (!_socket.Receive(_part) || _part.Span[0] != 1)
        {
            throw new TimeoutException("Nobody subscribed.");
        }
        return this;
    }

    /// <summary>
    /// Publishes on a topic of its own until the subscriber receives it: for a second subscriber, whose
    /// subscription the publisher does not receive, because it is the same as the first one's.
    /// </summary>
    internal void WaitForNextSubscriber(TestStream stream)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            SendParts("?"u8.ToArray());
            while (stream.Subscriber.TryRead(out StreamItem? item))
            {
                if (item is OtherNotification { Topic: "?" })
                {
                    return;
                }
            }
            if (Environment.TickCount64 - start > Deadline.TotalMilliseconds)
            {
                throw new TimeoutException("Nobody subscribed.");
            }
            Thread.Yield();
        }
    }

    internal void Send(string topic, uint messageSequence) => Send(topic, new byte[32], messageSequence);

    internal void Send(string topic, byte[] body, uint messageSequence)
    {
        byte[] counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(counter, messageSequence);
        SendParts(Encoding.Latin1.GetBytes(topic), body, counter);
    }

    internal void SendParts(params byte[][] parts)
    {
        using ZmqSocketHold hold = _socket.Hold();
        for (int i = 0; i < parts.Length; i++)
        {
            Assert.That(_socket.Send(parts[i], more: i < parts.Length - 1));
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        _socket.Dispose();
        bool ended = _context.Terminate(Deadline);
        _context.Dispose();
        _part.Dispose();
        Assert.That(ended, "libzmq does not end the context");
    }
}
