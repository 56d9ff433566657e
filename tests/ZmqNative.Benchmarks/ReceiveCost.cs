using ZmqNative.Interop;
using ZmqNative.Subscribing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>What a notification costs the thread that receives it, against a loop in C++: each from a publisher of its own over tcp.</summary>
internal static class ReceiveCost
{
    private const int Block = 1_500_000;

    internal static void Run(TextWriter output)
    {
        Compare(output, "hashtx received", "hashtx", 32, 20_000);
        Compare(output, "rawblock of 1.5 MB received", "rawblock", Block, 100);
    }

    internal static void Compare(TextWriter output, string what, string topic, int length, int count, CurveKeys? keys = null)
    {
        using Pump plain = new(topic, length, keys), callback = new(topic, length, keys), queue = new(topic, length, keys);
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { ReceiveHighWatermark = 0 };
        keys?.PrepareClient(socket);
        socket.Connect(plain.Address);
        socket.Subscribe([]);
        plain.WaitForSubscription();
        HashSet<int> known = Receivers();
        using SemaphoreSlim all = new(0);
        Counter counter = new(all);
        using NotificationReceiver receiver = new(Options(callback.Address, keys), counter);
        callback.WaitForSubscription();
        int receiving = Receivers().Except(known).Single();
        using NotificationSubscriber subscriber = new(Options(queue.Address, keys));
        queue.WaitForSubscription();
        int queueing = Receivers().Except(known).Single(thread => thread != receiving);
        static void Nothing()
        {
        }

        new SideBySide(what, count, Nothing, Nothing,
            new("C++, zmq_msg_recv", count =>
            {
                plain.Begin(count);
                baseline_receive_messages(socket.DangerousGetHandle(), count);
            }),
            new("NotificationReceiver, callback", count => counter.Wait(count, callback.Begin))
            { ThreadTime = () => baseline_time_of(receiving) },
            new("NotificationSubscriber, await; the receiving thread", count =>
            {
                queue.Begin(count);
                Consume(subscriber, count).GetAwaiter().GetResult();
            })
            { ThreadTime = () => baseline_time_of(queueing) }).Run(output);
    }

    private static NotificationSubscriberOptions Options(string address, CurveKeys? keys) => new()
    {
        Addresses = { address },
        CurveServerKey = keys?.ServerKey,
        CurveCertificate = keys?.ClientFile,
    };

    // The kernel has the first 15 characters of a thread's name.
    private static HashSet<int> Receivers() => [.. Directory.GetDirectories("/proc/self/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == nameof(NotificationReceiver)[..15]).Select(task => int.Parse(Path.GetFileName(task)))];

    private static async Task Consume(NotificationSubscriber subscriber, int count)
    {
        while (count > 0)
        {
            StreamItem? item = await subscriber.ReadAsync().ConfigureAwait(false);
            count -= item is ZmqNative.Subscribing.Notification ? 1 : 0;
        }
    }

    private sealed class Counter(SemaphoreSlim all) : INotificationHandler
    {
        private int _left;

        public void OnNotification(in ReceivedNotification notification)
        {
            if (--_left == 0)
            {
                all.Release();
            }
        }

        public void OnEvent(StreamEvent streamEvent)
        {
        }

        /// <summary>Waits until as many have been received as are sent meanwhile.</summary>
        internal void Wait(int count, Action<int> send)
        {
            _left = count;
            send(count);
            all.Wait();
        }
    }
}
