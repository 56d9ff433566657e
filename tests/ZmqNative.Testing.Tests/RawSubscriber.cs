using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Testing.Tests;

/// <summary>A SUB socket of libzmq and nothing else, served by a thread: libzmq subscribes anew after a reconnection only while the socket is called.</summary>
internal sealed class RawSubscriber : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly BlockingCollection<List<byte[]>> _received = [];
    private readonly Thread _thread;

    internal RawSubscriber(string address, params string[] topics)
    {
        _socket = new ZmqSocket(_context, ZmqSocketType.Subscribe) { Linger = 0, ReceiveHighWatermark = 0, IPv6 = address.Contains('[') };
        foreach (string topic in topics)
        {
            _socket.Subscribe(Encoding.ASCII.GetBytes(topic));
        }
        _socket.Connect(address);
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    internal bool HasMessage => _received.Count > 0;

    /// <summary>Takes the next message if one comes within some milliseconds.</summary>
    internal bool TryReceive() => _received.TryTake(out _, 10);

    internal List<byte[]> ReceiveParts() =>
        _received.TryTake(out List<byte[]>? parts, TestRun.Deadline) ? parts : throw new TimeoutException($"No message within {TestRun.Deadline}.");

    /// <summary>A message in words: topic, body in hexadecimal, message sequence.</summary>
    internal string Receive()
    {
        List<byte[]> parts = ReceiveParts();
        Assert.That(parts, Has.Count.EqualTo(3));
        Assert.That(parts[2], Has.Length.EqualTo(4));
        return $"{Encoding.ASCII.GetString(parts[0])} {Convert.ToHexStringLower(parts[1])} {BinaryPrimitives.ReadUInt32LittleEndian(parts[2])}";
    }

    public void Dispose()
    {
        _context.Shutdown();
        _thread.Join();
        _socket.Dispose();
        _context.Dispose();
        _received.Dispose();
    }

    private void Serve()
    {
        using ZmqMessage part = new();
        try
        {
            while (true)
            {
                List<byte[]> parts = [];
                do
                {
                    _ = _socket.Receive(part);
                    parts.Add(part.Span.ToArray());
                }
                while (part.HasMore);
                _received.Add(parts);
            }
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
        }
    }
}
