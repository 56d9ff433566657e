namespace ZmqNative.Interop.Tests;

public class ZmqMessageTests : SocketFixture
{
    [Test]
    public void A_new_message_is_empty()
    {
        using ZmqMessage message = new();
        Assert.That(message.Span.Length, Is.Zero);
        Assert.That(message.HasMore, Is.False);
    }

    // Inside zmq_msg_t, at its limit, beyond it, large.
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(33)]
    [TestCase(34)]
    [TestCase(100_000)]
    public void What_is_written_into_an_allocated_body_is_sent(int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage message = new();
        Span<byte> room = message.Allocate(length);
        Assert.That(room.Length, Is.EqualTo(length));
        new Random(length).NextBytes(room);
        byte[] written = room.ToArray();
        Assert.That(message.Span.ToArray(), Is.EqualTo(written));
        Assert.That(left.Send(message));
        Assert.That(ReceiveParts(right), Is.EqualTo(new[] { written }));
    }

    [Test]
    public void One_message_is_sent_to_several_sockets_and_stays_as_it_is()
    {
        (ZmqSocket a, ZmqSocket a2) = OpenPair("inproc://a");
        (ZmqSocket b, ZmqSocket b2) = OpenPair(AnyPort);
        using ZmqMessage message = new();
        "the same body, long enough not to fit into zmq_msg_t"u8.CopyTo(message.Allocate(52));
        byte[] body = message.Span.ToArray();
        Assert.That(a.Send(message, more: true) && a.Send(message) && b.Send(message));
        Assert.That(ReceiveParts(a2), Is.EqualTo(new[] { body, body }));
        Assert.That(ReceiveParts(b2), Is.EqualTo(new[] { body }));
        Assert.That(message.Span.ToArray(), Is.EqualTo(body));
    }

    [Test]
    public void A_message_can_be_cleared_and_filled_again()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage message = new();
        foreach (string text in new[] { "first", "a second one that is longer than thirty-three bytes", "" })
        {
            System.Text.Encoding.UTF8.GetBytes(text, message.Allocate(text.Length));
            Assert.That(left.Send(message));
            message.Clear();
            Assert.That(message.Span.Length, Is.Zero);
            Assert.That(ReceiveText(right), Is.EqualTo(text));
        }
    }

    [Test]
    public void A_receive_replaces_what_the_message_held()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage message = new();
        message.Adopt(new byte[10_000]);
        Assert.That(left.Send("one"u8, more: true) && left.Send([]));
        Assert.That(right.Receive(message) && message.Span.SequenceEqual("one"u8) && message.HasMore);
        Assert.That(right.Receive(message) && message.Span.IsEmpty && !message.HasMore);
    }

    [Test]
    public void A_receive_that_finds_nothing_leaves_the_message_usable()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage message = new();
        Assert.That(right.TryReceive(message), Is.False);
        message.Allocate(1)[0] = 7;
        Assert.That(left.Send(message));
        Assert.That(ReceiveParts(right), Is.EqualTo(new[] { new byte[] { 7 } }));
    }

    [Test]
    public void A_body_of_two_megabytes_crosses_tcp_byte_for_byte()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair(AnyPort);
        byte[] body = new byte[2_000_001];
        new Random(1).NextBytes(body);
        using ZmqMessage message = new();
        message.Adopt(body);
        Assert.That(left.Send(message, more: true) && left.Send(body));
        List<byte[]> received = ReceiveParts(right);
        Assert.That(received, Has.Count.EqualTo(2));
        Assert.That(received.TrueForAll(part => part.AsSpan().SequenceEqual(body)));
    }

    [Test]
    public void A_received_part_tells_its_peer_and_others_tell_nothing()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair(AnyPort);
        (ZmqSocket near, ZmqSocket inside) = OpenPair();
        using ZmqMessage part = new();
        Assert.That(left.Send("x"u8) && right.Receive(part));
        string?[] peer = [part.Property("Peer-Address"), part.Property("Socket-Type"), part.Property("X-Unknown")];
        Assert.That(peer, Is.EqualTo(new[] { "127.0.0.1", "PAIR", null }));
        Assert.That(near.Send("x"u8) && inside.Receive(part));
        Assert.That(part.Property("Peer-Address"), Is.Null);
    }

    [Test]
    public void Numbers_libzmq_keeps_of_a_part_are_told()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair(AnyPort);
        using ZmqMessage part = new();
        Assert.That(left.Send("x"u8, more: true) && left.Send("y"u8) && right.Receive(part));
        Assert.That((part.Get(1), part.Get(LibZmq.ZMQ_SHARED)), Is.EqualTo((1, 0)));
        Assert.That(part.Get(2), Is.Positive, "the descriptor of the connection");
        Assert.That(right.Receive(part) && part.Get(1) == 0);
        part.Clear();
        Assert.That((part.Get(2), part.Get(9999)), Is.EqualTo((-1, -1)));
    }

    [TestCase(20)]
    [TestCase(2000)]
    public void A_received_part_can_be_changed_and_sent_on(int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        Assert.That(left.Send(new byte[length]) && right.Receive(part));
        part.WritableSpan.Fill(7);
        Assert.That(right.Send(part));
        Assert.That(ReceiveParts(left), Is.EqualTo(new[] { Enumerable.Repeat((byte)7, length).ToArray() }));
    }

    [TestCase(20)]
    [TestCase(2000)]
    public unsafe void The_addresses_of_a_part_are_those_libzmq_knows(int length)
    {
        using ZmqMessage part = new();
        part.Allocate(length).Fill(7);
        var message = (LibZmq.zmq_msg_t*)part.DangerousGetHandle();
        Assert.That(LibZmq.zmq_msg_size(message), Is.EqualTo((nuint)length));
        Assert.That(new ReadOnlySpan<byte>((void*)part.DangerousGetBytes(), length) == part.Span);
    }

    [Test]
    public void A_part_that_shares_anothers_bytes_leaves_them_there()
    {
        using ZmqMessage source = new(), target = new();
        byte[] body = new byte[10_000];
        source.Adopt(body);
        target.ShareFrom(source);
        Assert.That(target.Span.Overlaps(body) && source.Span.Overlaps(body) && source.IsShared && target.IsShared);
        target.ShareFrom(target);
        Assert.That(target.Span.Length, Is.EqualTo(body.Length));
    }

    [Test]
    public void A_part_moves_without_its_bytes_being_copied()
    {
        using ZmqMessage source = new(), target = new();
        byte[] body = new byte[10_000];
        source.Adopt(body);
        target.Allocate(3);
        target.MoveFrom(source);
        Assert.That(target.Span.Overlaps(body) && target.Span.Length == body.Length && source.Span.IsEmpty);
        target.MoveFrom(target);
        Assert.That(target.Span.Length, Is.EqualTo(body.Length));
    }

    [Test]
    public void A_large_part_is_shared_once_it_was_sent()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new(), received = new();
        part.Allocate(1000);
        Assert.That(part.IsShared, Is.False);
        Assert.That(left.Send(part) && right.Receive(received) && part.IsShared && received.IsShared);
    }

    [Test]
    public void A_negative_length_is_refused_and_changes_nothing()
    {
        using ZmqMessage message = new();
        message.Allocate(1)[0] = 7;
        Assert.That(() => message.Allocate(-1).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(message.Span.ToArray(), Is.EqualTo(new byte[] { 7 }));
    }
}
