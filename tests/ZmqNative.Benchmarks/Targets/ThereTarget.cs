using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>Receiving messages of 45 bytes that are already in the socket.</summary>
internal static class ThereTarget
{
    private const int Count = 20_000;
    private const string Sync = "Receive";
    private const string Async = "ReceiveAsync";

    internal static void Run(TextWriter output)
    {
        using ZmqContext context = new();
        using ZmqSocket from = new(context, Interop.ZmqSocketType.Pair) { SendHighWatermark = 0 }, to = new(context, Interop.ZmqSocketType.Pair) { ReceiveHighWatermark = 0 };
        from.Bind("inproc://there");
        to.Connect("inproc://there");
        using PairSocket netMQFrom = new(), netMQTo = new();
        netMQFrom.Options.SendHighWatermark = netMQTo.Options.ReceiveHighWatermark = 0;
        netMQFrom.Bind("inproc://there");
        netMQTo.Connect("inproc://there");
        using ZmqMessage part = new();
        byte[] body = new byte[45];
        Way Make(string name, Action<int> receive) => new(name, () =>
        {
            baseline_send_many(from.DangerousGetHandle(), Count);
            return Way.OfThread(name, Count, receive, baseline_thread_time).Measure();
        });
        new Row(
            "messages that are already there, inproc, 45 bytes",
            "ns of the thread",
            [
                Make(Sync, count =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        _ = to.Receive(part);
                    }
                }),
                Make("C, zmq_msg_recv", count => baseline_receive_messages(to.DangerousGetHandle(), count)),
                Make(Async, count => ReceiveAsync(to, part, count).GetAwaiter().GetResult()),
                new("NetMQ, blocking", () =>
                {
                    for (int i = 0; i < Count; i++)
                    {
                        netMQFrom.SendFrame(body);
                    }
                    return Way.OfThread("", Count, count => Receive(netMQTo, count), baseline_thread_time).Measure();
                }),
                new("NetMQ, ReceiveFrameBytesAsync", () =>
                {
                    for (int i = 0; i < Count; i++)
                    {
                        netMQFrom.SendFrame(body);
                    }
                    return Way.OfThread(
                        "",
                        Count,
                        count =>
                        {
                            using NetMQRuntime runtime = new();
                            runtime.Run(ReceiveAsync(netMQTo, count));
                        },
                        baseline_thread_time).Measure();
                }),
            ],
            [new(Async, Sync, 1.3)]).Run(output);
    }

    private static async Task ReceiveAsync(ZmqSocket socket, ZmqMessage part, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.ReceiveAsync(part).ConfigureAwait(false);
        }
    }

    private static void Receive(PairSocket socket, int count)
    {
        Msg part = default;
        part.InitEmpty();
        for (int i = 0; i < count; i++)
        {
            socket.Receive(ref part);
        }
        part.Close();
    }

    private static async Task ReceiveAsync(PairSocket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = await socket.ReceiveFrameBytesAsync();
        }
    }
}
