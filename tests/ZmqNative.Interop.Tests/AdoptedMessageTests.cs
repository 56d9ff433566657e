using System.Buffers;
using System.Runtime.CompilerServices;

namespace ZmqNative.Interop.Tests;

/// <summary>A body that is given away is not copied, and is free again when its last copy is gone.</summary>
public class AdoptedMessageTests : SocketFixture
{
    [TestCase(0, ZmqMessage.CopyBelow)]
    [TestCase(100, 1_000_000)]
    public void The_receiver_of_an_adopted_body_sees_the_same_memory(int offset, int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] array = new byte[offset + length + 1];
        using ZmqMessage message = new(), received = new();
        message.Adopt(array.AsMemory(offset, length));
        Assert.That(left.Send(message) && right.Receive(received));
        Assert.That(received.Span.Overlaps(array, out int position) && position == -offset);
        Assert.That(received.Span.Length, Is.EqualTo(length));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(ZmqMessage.CopyBelow - 1)]
    public void A_small_body_is_copied(int length)
    {
        byte[] array = new byte[length];
        new Random(length).NextBytes(array);
        using ZmqMessage message = new();
        message.Adopt(array);
        Assert.That(message.Span.ToArray(), Is.EqualTo(array));
        Assert.That(message.Span.Overlaps(array), Is.False);
    }

    [Test]
    public void Memory_that_is_no_array_is_copied()
    {
        using Unmanaged memory = new();
        memory.GetSpan().Fill(7);
        using ZmqMessage message = new();
        message.Adopt(memory.Memory);
        Assert.That(message.Span.SequenceEqual(memory.GetSpan()) && !message.Span.Overlaps(memory.GetSpan()));
    }

    [Test]
    public void The_array_is_kept_until_its_last_copy_is_gone_and_is_collected_then()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        (ZmqSocket a, ZmqSocket b) = OpenPair(AnyPort);
        using ZmqMessage message = new(), received = new();
        WeakReference array = AdoptFresh(message);
        Assert.That(left.Send(message) && left.Send(message) && a.Send(message) && right.Receive(received));
        message.Clear();
        GC.Collect();
        Assert.That(array.IsAlive, "one copy is received and two are queued");
        Assert.That(ReceiveParts(b)[0], Is.All.EqualTo(7));
        Assert.That(ReceiveParts(right)[0], Is.All.EqualTo(7));
        GC.Collect();
        Assert.That(array.IsAlive, "one copy is held by the receiver");
        Assert.That(Bytes(received), Is.All.EqualTo(7));
        received.Clear();
        Within.Until(() => IsCollected(array), "the array to be collected");
    }

    [Test]
    public void The_array_is_collected_although_its_message_was_dropped_or_never_sent()
    {
        ZmqSocket publisher = OpenPublisher(), lonely = Open(ZmqSocketType.Pair);
        lonely.Connect("tcp://127.0.0.1:9");
        using ZmqMessage message = new();
        WeakReference[] arrays = new WeakReference[3];
        arrays[0] = AdoptFresh(message);
        Assert.That(publisher.Send(message));
        arrays[1] = AdoptFresh(message);
        Assert.That(lonely.Send(message));
        arrays[2] = AdoptFresh(message);
        message.Clear();
        lonely.Dispose();
        Within.Until(() => Array.TrueForAll(arrays, IsCollected), "the arrays to be collected");
    }

    // On its own, since a span left on the stack would keep the array alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Bytes(ZmqMessage message) => message.Span.ToArray();

    private static bool IsCollected(WeakReference array)
    {
        GC.Collect();
        return !array.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AdoptFresh(ZmqMessage message)
    {
        byte[] array = new byte[2 * ZmqMessage.CopyBelow];
        array.AsSpan().Fill(7);
        message.Adopt(array);
        return new WeakReference(array);
    }

    private sealed unsafe class Unmanaged : MemoryManager<byte>
    {
        private readonly void* _bytes = System.Runtime.InteropServices.NativeMemory.Alloc(ZmqMessage.CopyBelow);

        public override Span<byte> GetSpan() => new(_bytes, ZmqMessage.CopyBelow);

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_bytes + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => System.Runtime.InteropServices.NativeMemory.Free(_bytes);
    }
}
