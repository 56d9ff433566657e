using ZmqNative.Interop;
using ZmqNative.Subscribing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>Receiving by callback, against a loop in C; each from a publisher of its own over tcp.</summary>
internal static class ReceiveTarget
{
    private const int Count = 20_000;
    private const string Loop = "C++, zmq_msg_recv";
    private const string Ours = "NotificationReceiver, callback";

    internal static void Run(TextWriter output)
    {
        using Pump plain = new("hashtx", 32), callback = new("hashtx", 32);
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { ReceiveHighWatermark = 0 };
        socket.Connect(plain.Address);
        socket.Subscribe([]);
        plain.WaitForSubscription();
        using Counter counter = new();
        using NotificationReceiver receiver = new(new() { Addresses = { callback.Address } }, counter);
        callback.WaitForSubscription();
        int thread = ThreadOf(nameof(NotificationReceiver));
        new Row(
            "hashtx received",
            "ns of the thread",
            [
                Way.OfThread(
                    Loop,
                    Count,
                    count =>
                    {
                        plain.Begin(count);
                        baseline_receive_messages(socket.DangerousGetHandle(), count);
                    },
                    baseline_thread_time),
                Way.OfThread(Ours, Count, count => counter.Wait(count, callback.Begin), () => baseline_time_of(thread)),
            ],
            [new(Ours, Loop, 1)])
        { Passes = 15 }.Run(output);
    }

    // The kernel has the first 15 characters of a thread's name.
    private static int ThreadOf(string name) => Directory.GetDirectories("/proc/self/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == name[..15]).Select(task => int.Parse(Path.GetFileName(task))).Single();

    private sealed class Counter : INotificationHandler, IDisposable
    {
        private readonly SemaphoreSlim _all = new(0);
        private int _left;

        public void OnNotification(in ReceivedNotification notification)
        {
            if (--_left == 0)
            {
                _all.Release();
            }
        }

        public void OnEvent(StreamEvent streamEvent)
        {
        }

        internal void Wait(int count, Action<int> send)
        {
            _left = count;
            send(count);
            _all.Wait();
        }

        public void Dispose() => _all.Dispose();
    }
}
