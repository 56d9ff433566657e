using Microsoft.Win32.SafeHandles;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>A block read from its file into memory of one kind and another, and published: what the memory costs.</summary>
internal static class BlockFeedBodies
{
    private const int Count = 8;

    internal static void Run(TextWriter output, string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        int length = (int)RandomAccess.GetLength(file);
        byte[] one = new byte[length];
        using ZmqContext context = new();
        using ZmqSocket publisher = new(context, ZmqSocketType.Publish), subscriber = new(context, ZmqSocketType.Subscribe);
        using ZmqMessage body = new();
        using ZmqBufferPool pool = new(Count);
        publisher.SendHighWatermark = subscriber.ReceiveHighWatermark = 0;
        publisher.Bind("tcp://127.0.0.1:*");
        Contestant Way(string name, Action fill) => new(name, count =>
        {
            for (int i = 0; i < count; i++)
            {
                fill();
                _ = publisher.Send(body);
                body.Clear();
            }
        });
        Contestant[] ways =
        [
            Way("one buffer again and again: an ideal pool", () =>
            {
                _ = RandomAccess.Read(file, one, 0);
                body.Adopt(one);
            }),
            Way("a pool: Allocate", () => _ = RandomAccess.Read(file, body.Allocate(length, pool), 0)),
            Way("libzmq's own: Allocate", () => _ = RandomAccess.Read(file, body.Allocate(length), 0)),
            Way("a new array: Adopt", () =>
            {
                byte[] bytes = new byte[length];
                _ = RandomAccess.Read(file, bytes, 0);
                body.Adopt(bytes);
            }),
            Way("a new array, not cleared: Adopt", () =>
            {
                byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
                _ = RandomAccess.Read(file, bytes, 0);
                body.Adopt(bytes);
            }),
            Way("an array copied: Allocate", () =>
            {
                _ = RandomAccess.Read(file, one, 0);
                one.CopyTo(body.Allocate(length));
            }),
        ];
        string what = FormattableString.Invariant($"a block of {length / 1e6:f2} MB from file to socket");
        new SideBySide($"{what}, no subscriber", Count, Nothing, Nothing, ways).Run(output);
        subscriber.Subscribe(""u8);
        subscriber.Connect(publisher.LastEndpoint);
        using ZmqMessage received = new();
        do
        {
            // Until the subscription has arrived.
            _ = publisher.Send("first"u8);
        }
        while (!subscriber.TryReceive(received));
        _ = publisher.Send("last"u8);
        while (!received.Span.SequenceEqual("last"u8))
        {
            _ = subscriber.Receive(received);
        }
        void Drain() => baseline_receive_messages(subscriber.DangerousGetHandle(), Count);
        new SideBySide($"{what}, one subscriber over tcp", Count, Nothing, Drain, ways).Run(output);
    }

    private static void Nothing()
    {
    }
}
