using ZeroMQ;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A message of three parts through clrzmq4's API over inproc, against C++: filled into a queue and taken out of it by one thread.</summary>
internal static class ZeroMQCost
{
    private const int Count = 5_000;

    internal static void Run(TextWriter output)
    {
        using ZContext context = new();
        using ZSocket sender = new(context, ZSocketType.PUSH), receiver = new(context, ZSocketType.PULL);
        sender.SendHighWatermark = receiver.ReceiveHighWatermark = 0;
        sender.Bind("inproc://cost");
        receiver.Connect("inproc://cost");
        byte[] topic = "hashblock"u8.ToArray(), body = new byte[32], number = new byte[4], buffer = new byte[64];
        using ZMessage prepared = [new ZFrame(topic), new ZFrame(body), new ZFrame(number)], reused = [];
        void Drain() => baseline_receive_messages(receiver.SocketPtr, Count);
        void Fill() => baseline_send_messages(sender.SocketPtr, Count);
        static void Nothing()
        {
        }

        new SideBySide("three parts sent", Count, Nothing, Drain,
            new("C++, zmq_send", count => baseline_send_buffers(sender.SocketPtr, count)),
            new("C++, zmq_msg_send", count => baseline_send_messages(sender.SocketPtr, count)),
            new("spans: SendBytes", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    sender.SendBytes(topic, ZSocketFlags.More, out _);
                    sender.SendBytes(body, ZSocketFlags.More, out _);
                    sender.SendBytes(number, ZSocketFlags.None, out _);
                }
            }),
            new("one ZMessage used again: Send", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    sender.Send(prepared, out _);
                }
            }),
            new("new ZFrames: SendMore, Send", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    sender.SendMore(new ZFrame(topic));
                    sender.SendMore(new ZFrame(body));
                    sender.Send(new ZFrame(number));
                }
            }),
            new("new ZMessage of new ZFrames: Send", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    using ZMessage message = [new ZFrame(topic), new ZFrame(body), new ZFrame(number)];
                    sender.Send(message);
                }
            })).Run(output);

        new SideBySide("three parts received", Count, Fill, Nothing,
            new("C++, zmq_recv", count => baseline_receive_buffers(receiver.SocketPtr, count)),
            new("C++, zmq_msg_recv", count => baseline_receive_messages(receiver.SocketPtr, count)),
            new("spans: ReceiveBytes", count =>
            {
                for (int i = 0; i < 3 * count; i++)
                {
                    _ = receiver.ReceiveBytes(buffer, ZSocketFlags.None, out _);
                }
            }),
            new("one ZMessage used again: ReceiveMessageInto", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    receiver.ReceiveMessageInto(reused, ZSocketFlags.None, out _);
                }
            }),
            new("new ZFrames: ReceiveFrame", count =>
            {
                for (int i = 0; i < 3 * count; i++)
                {
                    using ZFrame frame = receiver.ReceiveFrame();
                }
            }),
            new("new ZMessage: ReceiveMessage", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    using ZMessage message = receiver.ReceiveMessage();
                }
            })).Run(output);
    }
}
