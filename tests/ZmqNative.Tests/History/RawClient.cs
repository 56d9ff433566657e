using System.Text;
using System.Text.Json;
using ZmqNative.Interop;

namespace ZmqNative.Tests.History;

/// <summary>A DEALER or REQ socket that sends what it is given, with a deadline on every reply.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    // Of thousands of clients one receives at a time.
    [ThreadStatic]
    private static List<ZmqMessage>? t_parts;

    internal RawClient(string endpoint, ZmqSocketType type = ZmqSocketType.Dealer, int receiveHighWatermark = 1000)
    {
        _socket = new ZmqSocket(_context, type) { Linger = 0, ReceiveHighWatermark = receiveHighWatermark };
        _socket.Connect(endpoint);
    }

    internal void Send(string request) => Send(Encoding.UTF8.GetBytes(request));

    internal void Send(params byte[][] parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            Assert.That(_socket.Send(parts[i], more: i < parts.Length - 1));
        }
    }

    /// <summary>The header of the next reply, and the parts after it.</summary>
    internal (JsonElement Header, byte[][] Parts) Receive()
    {
        List<ZmqMessage> received = t_parts ??= [];
        int count = _socket.Receive(received, s_deadline);
        Assert.That(count, Is.Positive, "There is no reply.");
        // A request with a delimiter gets a reply with one.
        int first = received[0].Length == 0 ? 1 : 0;
        using JsonDocument header = JsonDocument.Parse(received[first].ToArray());
        return (header.RootElement.Clone(), [.. received.Take(count).Skip(first + 1).Select(part => part.ToArray())]);
    }

    internal (JsonElement Header, byte[][] Parts) Ask(string request)
    {
        Send(request);
        return Receive();
    }

    internal string? Error(string request) => Ask(request).Header.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    public void Dispose()
    {
        _socket.Dispose();
        _context.Dispose();
    }
}
