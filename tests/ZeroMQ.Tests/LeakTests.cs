namespace ZeroMQ.Tests;

/// <summary>What programs lose without disposing of it is released, and nothing hangs.</summary>
public sealed class LeakTests
{
    private const int Many = 20_000;

    [Test]
    public void Sockets_lost_are_closed_when_the_limit_is_reached_and_the_context_still_ends()
    {
        ZContext context = new();
        for (int i = 0; i < Many; i++)
        {
            _ = new ZSocket(context, (ZSocketType)(i % 11));
        }
        Assert.That(Ends(context), Is.True);
    }

    [Test]
    public void Contexts_lost_are_ended()
    {
        for (int i = 0; i < Many; i++)
        {
            _ = new ZContext();
        }
        Assert.That(Descriptors(), Is.LessThan(Many / 2));
    }

    [Test]
    public void Contexts_lost_with_their_sockets_are_ended()
    {
        int before = Descriptors();
        for (int i = 0; i < 3000; i++)
        {
            ZContext context = new();
            _ = new ZSocket(context, ZSocketType.PUB);
            new ZSocket(context, ZSocketType.PUSH).Bind("inproc://lost");
        }
        Assert.That(SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Descriptors() < before + 100;
        }, TimeSpan.FromSeconds(60)), Is.True, $"{Descriptors()} descriptors, {before} before");
    }

    [Test]
    public void Frames_and_messages_lost_are_released()
    {
        long before = Environment.WorkingSet;
        for (int i = 0; i < Many; i++)
        {
            _ = new ZFrame(new byte[10_000]);
            _ = new ZMessage { new ZFrame(new byte[10_000]) };
            if (i % 1000 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        Assert.That(Environment.WorkingSet - before, Is.LessThan(200_000_000), "of the 400 MB that were lost");
    }

    /// <summary>Such a thread has its socket for as long as it lives; the end of the context ends it, and then the socket is lost.</summary>
    [Test]
    public void A_thread_that_dies_of_ETERM_without_closing_its_socket_does_not_keep_the_context()
    {
        ZContext context = new();
        using ManualResetEventSlim begins = new();
        Thread thread = new(() =>
        {
            ZSocket socket = new(context, ZSocketType.PULL);
            begins.Set();
            socket.ReceiveFrame(out _);
        });
        thread.Start();
        begins.Wait(Sockets.Deadline);
        Assert.That(Ends(context), Is.True);
        Assert.That(thread.Join(Sockets.Deadline), Is.True);
    }

    private static bool Ends(ZContext context)
    {
        Thread thread = new(context.Dispose) { IsBackground = true };
        thread.Start();
        return thread.Join(TimeSpan.FromSeconds(60));
    }

    private static int Descriptors() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;
}
