using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Tests.Work;

/// <summary>A worker by hand: a DEALER that says what the test wants, and keeps up no heartbeats by itself.</summary>
internal sealed class RawWorker : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly List<ZmqMessage> _parts = [];

    internal RawWorker(string address)
    {
        _socket = new ZmqSocket(_context, ZmqSocketType.Dealer) { Linger = 0 };
        _socket.Connect(address);
    }

    internal void Send(params byte[][] parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            _socket.Send(parts[i], more: i < parts.Length - 1);
        }
    }

    internal void Send(params string[] parts) => Send(Array.ConvertAll(parts, Encoding.UTF8.GetBytes));

    /// <summary>The next message that is no heartbeat.</summary>
    internal byte[][] Receive()
    {
        while (true)
        {
            int count = _socket.Receive(_parts, Deadline);
            Assert.That(count, Is.Positive, "the broker sends nothing");
            if (!_parts[0].Span.SequenceEqual("HEARTBEAT"u8))
            {
                return [.. _parts.Take(count).Select(part => part.ToArray())];
            }
        }
    }

    /// <summary>The next task: its id and its body.</summary>
    internal (byte[] Id, string Body) ReceiveTask()
    {
        byte[][] message = Receive();
        Assert.That(Encoding.UTF8.GetString(message[0]), Is.EqualTo("TASK"));
        return (message[1], Encoding.UTF8.GetString(message[2]));
    }

    internal void Complete(byte[] id, string result) => Send("DONE"u8.ToArray(), id, Encoding.UTF8.GetBytes(result));

    public void Dispose()
    {
        _parts.ForEach(part => part.Dispose());
        _socket.Dispose();
        _context.Dispose();
    }
}
