namespace ZmqNative.Interop.Tests;

/// <summary>For messages to a peer that is not there yet.</summary>
internal static class Endpoints
{
    /// <summary>A free port on which nobody listens.</summary>
    internal static string Unused()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Pair);
        socket.Bind("tcp://127.0.0.1:*");
        return socket.LastEndpoint;
    }

    /// <summary>Is that peer now, and expects one message.</summary>
    internal static void ReceiveAt(string endpoint, ReadOnlySpan<byte> expected)
    {
        using ZmqContext context = new();
        using ZmqSocket peer = new(context, ZmqSocketType.Pair) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
        using ZmqMessage part = new();
        peer.Bind(endpoint);
        Assert.That(peer.Receive(part) && part.Span.SequenceEqual(expected));
    }
}
