using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Tests.Publishing;

/// <summary>A SUB socket that checks the frame rules of Core's functional test on every message, with a deadline on every wait.</summary>
internal sealed class TestSubscriber : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly ZmqMessage _part = new();

    public TestSubscriber(string endpoint, params string[] topics)
    {
        _socket = new ZmqSocket(_context, ZmqSocketType.Subscribe) { Linger = 0, ReceiveHighWatermark = 0, IPv6 = true };
        foreach (string topic in topics.DefaultIfEmpty(""))
        {
            _socket.Subscribe(Encoding.ASCII.GetBytes(topic));
        }
        _socket.Subscribe(ProbeNotifier.Topic.Constant.Span);
        _socket.Connect(endpoint);
    }

    /// <summary>The next message that is no probe.</summary>
    public (string Topic, byte[] Body, byte[] Sequence) Receive()
    {
        while (true)
        {
            (string Topic, byte[] Body, byte[] Sequence) message = ReceiveAny(10_000) ?? throw new TimeoutException("No message within 10 seconds.");
            if (message.Topic != ProbeNotifier.Topic.Name)
            {
                return message;
            }
        }
    }

    /// <summary>Any message, probes included; null when none comes in time.</summary>
    public (string Topic, byte[] Body, byte[] Sequence)? ReceiveAny(int milliseconds)
    {
        _socket.ReceiveTimeout = milliseconds;
        if (!_socket.Receive(_part))
        {
            return null;
        }
        List<byte[]> parts = [_part.Span.ToArray()];
        while (_part.HasMore)
        {
            Assert.That(_socket.Receive(_part), "a message arrives whole");
            parts.Add(_part.Span.ToArray());
        }
        Assert.That(parts, Has.Count.EqualTo(3));
        Assert.That(parts[2], Has.Length.EqualTo(4));
        return (Encoding.ASCII.GetString(parts[0]), parts[1], parts[2]);
    }

    public void Dispose()
    {
        _part.Dispose();
        _socket.Dispose();
        _context.Dispose();
    }
}
