namespace ZmqNative.Interop.Tests;

/// <summary>Calls that wait until they are ended, for tests in which others go on meanwhile.</summary>
internal static class Blocks
{
    /// <summary>Waits until a thread waits for the socket, without its lock.</summary>
    internal static void UntilOneWaits(ZmqSocket socket) => Within.Until(() => socket.Waits.Any, "a call to wait for the socket");

    /// <summary>A receive of one part, into a part of its own.</summary>
    internal static bool Receive(ZmqSocket socket)
    {
        using ZmqMessage part = new();
        return socket.Receive(part);
    }
}
