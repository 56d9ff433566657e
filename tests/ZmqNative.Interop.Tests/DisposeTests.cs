namespace ZmqNative.Interop.Tests;

/// <summary>Sockets whose context was disposed of before, so that the last one ends it.</summary>
public class DisposeTests
{
    [Test]
    public void A_thread_that_closes_for_another_one_does_not_wait_for_what_lingers() => DisposeWithUnsent(socket =>
    {
        using ManualResetEventSlim isHeld = new(), isDisposed = new();
        Thread other = new(() =>
        {
            using (socket.Hold())
            {
                isHeld.Set();
                isDisposed.Wait();
            }
        });
        other.Start();
        isHeld.Wait();
        socket.Dispose();
        isDisposed.Set();
        Assert.That(other.Join(Within.Deadline), "It has left the socket.");
    });

    [Test]
    public void DisposeAsync_does_not_wait_for_what_lingers() => DisposeWithUnsent(socket =>
    {
        Task disposing = Task.Run(() => socket.DisposeAsync().AsTask());
        Assert.That(disposing.Wait(Within.Deadline), "It has been disposed of.");
    });

    // The message lingers until there is a peer, which must get it.
    private static void DisposeWithUnsent(Action<ZmqSocket> dispose)
    {
        using ZmqContext peers = new();
        using ZmqSocket pull = new(peers, ZmqSocketType.Pull) { Linger = 0 };
        pull.Bind("tcp://127.0.0.1:*");
        string endpoint = pull.LastEndpoint;
        pull.Unbind(endpoint);
        ZmqContext context = new();
        ZmqSocket push = new(context, ZmqSocketType.Push) { Linger = -1 };
        push.Connect(endpoint);
        Assert.That(push.Send("x"u8));
        context.Dispose();
        dispose(push);
        Within.Until(() => TryBind(pull, endpoint), "the address to be free");
        using ZmqMessage part = new();
        Within.Until(() => pull.TryReceive(part), "what lingered");
        Assert.That(part.ToArray(), Is.EqualTo("x"u8.ToArray()));
    }

    private static bool TryBind(ZmqSocket socket, string endpoint)
    {
        try
        {
            socket.Bind(endpoint);
            return true;
        }
        catch (ZmqException)
        {
            return false;
        }
    }
}
