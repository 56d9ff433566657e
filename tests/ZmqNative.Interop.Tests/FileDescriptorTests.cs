using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// A loop that waits for ZMQ_FD and takes EINTR for "nothing there", as event loops do: a call that fails with EINTR must not have used up
/// the notification. Linux only.
/// </summary>
[Platform("Linux")]
public unsafe partial class FileDescriptorTests : SocketFixture
{
    private const int Interruptions = 5;
    private const int Collection = 50;
    private const int Stalled = 5_000;
    private const short Readable = 1;

    [Test]
    public void No_message_is_left_lying_under_signals_and_collections()
    {
        Libzmq435.Require(Context);
        (ZmqSocket sender, ZmqSocket receiver) = OpenPair();
        int received = 0, interrupted = 0;
        bool over = false;
        Within.Run(
            () =>
            {
                // One at a time: the notification of the next message would hide that one was lost.
                for (int i = 0; !Volatile.Read(ref over); i++)
                {
                    sender.Send("x"u8);
                    SpinWait.SpinUntil(() => Volatile.Read(ref received) > i || Volatile.Read(ref over));
                    if (i % Collection == 0)
                    {
                        GC.Collect(0);
                    }
                }
            },
            () =>
            {
                try
                {
                    Receive(receiver, ref received, ref interrupted);
                }
                finally
                {
                    Volatile.Write(ref over, true);
                }
            });
        Assert.That(interrupted, Is.AtLeast(Interruptions));
    }

    private static void Receive(ZmqSocket receiver, ref int received, ref int interrupted)
    {
        int descriptor = (int)receiver.FileDescriptor;
        using ZmqMessage part = new();
        using SignalStorm storm = new();
        while (interrupted < Interruptions)
        {
            if (LibZmq.zmq_msg_recv(part.Message, receiver.DangerousGetHandle(), LibZmq.ZMQ_DONTWAIT) >= 0)
            {
                Volatile.Write(ref received, received + 1);
                continue;
            }
            interrupted += ZmqLibrary.LastError() == LibZmq.EINTR ? 1 : 0;
            if (!Wait(descriptor))
            {
                Assert.Fail($"{received} messages arrived, then the descriptor was silent with one waiting; {interrupted} calls were interrupted.");
            }
        }
    }

    /// <summary>Waits as poll does, and again when it is interrupted; false when there was nothing for long.</summary>
    private static bool Wait(int descriptor)
    {
        PollItem item = new() { Descriptor = descriptor, Events = Readable };
        long end = Environment.TickCount64 + Stalled;
        int ready;
        do
        {
            ready = Poll(&item, 1, 100);
        }
        while (ready <= 0 && Environment.TickCount64 < end);
        return ready > 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(PollItem* items, nuint count, int milliseconds);

    private struct PollItem
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
