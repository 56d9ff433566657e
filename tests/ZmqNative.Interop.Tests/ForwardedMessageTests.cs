namespace ZmqNative.Interop.Tests;

/// <summary>A message of three parts sent on by one call, and what a part remembers of its bytes.</summary>
public class ForwardedMessageTests : SocketFixture
{
    private readonly ZmqMessage[] _parts = [new(), new(), new()];

    [OneTimeTearDown]
    public void DisposeOfParts() => Array.ForEach(_parts, part => part.Dispose());

    [TestCase(0)]
    [TestCase(32)]
    [TestCase(10_000)]
    public void It_arrives_whole_and_is_gone_here(int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[][] message = ["topic"u8.ToArray(), [.. Enumerable.Range(0, length).Select(i => (byte)i)], [1, 2, 3, 4]];
        for (int i = 0; i < 2; i++)
        {
            Fill(message);
            Assert.That((left.SendAndClear(_parts[0], _parts[1], _parts[2], out int error), error), Is.EqualTo((true, 0)));
            Assert.That(_parts.Select(part => part.Length), Is.All.Zero);
            Assert.That(ReceiveParts(right), Is.EqualTo(message));
        }
    }

    [Test]
    public void An_error_comes_as_a_number_and_the_parts_are_still_there()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        byte[][] message = [[1], [2], [3]];
        Fill(message);
        Context.Shutdown();
        Assert.That((socket.SendAndClear(_parts[0], _parts[1], _parts[2], out int error), error), Is.EqualTo((false, LibZmq.ETERM)));
        Assert.That(_parts.Select(part => part.Span.ToArray()), Is.EqualTo(message));
    }

    /// <summary>Each way to change a part, after its bytes were looked at.</summary>
    [Test]
    public void A_part_forgets_what_it_knew_of_its_bytes_when_they_change()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        (ZmqMessage part, ZmqMessage other) = (_parts[0], _parts[1]);
        void Expect(params byte[] bytes) => Assert.That((part.Length, part.Span.ToArray()), Is.EqualTo((bytes.Length, bytes)));
        _ = left.Send([1]) && left.Send([2, 2]) && left.Send([3, 3, 3]);
        Assert.That(right.Receive(part));
        Expect(1);
        Assert.That(right.TryReceive(part));
        Expect(2, 2);
        Assert.That(right.TryReceive(part, other, _parts[2], out _), Is.EqualTo(1));
        Expect(3, 3, 3);
        Assert.That(right.TryReceive(part), Is.False);
        Expect();
        part.Allocate(2).Fill(4);
        Expect(4, 4);
        part.Adopt(new byte[] { 5 });
        Expect(5);
        other.Allocate(2).Fill(6);
        part.MoveFrom(other);
        Expect(6, 6);
        Assert.That(other.Length, Is.Zero);
        other.Allocate(3).Fill(7);
        part.ShareFrom(other);
        Expect(7, 7, 7);
        Assert.That(left.SendAndClear(part));
        Expect();
        Assert.That(right.Receive(part));
        Expect(7, 7, 7);
        part.Clear();
        Expect();
    }

    [Test]
    public unsafe void A_part_whose_address_was_given_away_remembers_nothing()
    {
        using ZmqMessage part = new();
        var message = (LibZmq.zmq_msg_t*)part.DangerousGetHandle();
        Assert.That(part.Length, Is.Zero);
        _ = LibZmq.zmq_msg_close(message);
        _ = LibZmq.zmq_msg_init_size(message, 100);
        Assert.That((part.Length, part.Span.Length, part.DangerousGetBytes()), Is.EqualTo((100, 100, (nint)LibZmq.zmq_msg_data(message))));
    }

    private void Fill(byte[][] message)
    {
        foreach ((ZmqMessage part, byte[] bytes) in _parts.Zip(message))
        {
            bytes.CopyTo(part.Allocate(bytes.Length));
        }
    }
}
