using System.Text;

namespace ZmqNative.Interop.Tests;

/// <summary>Receiving into a buffer, not waiting, and sending a part on.</summary>
public class SendReceiveTests : SocketFixture
{
    private static readonly ZmqConstant s_constant = new("x"u8);

    [TestCase(0, "")]
    [TestCase(3, "one")]
    [TestCase(10, "one, two")]
    public void A_buffer_gets_what_fits_and_the_result_is_the_length_of_the_part(int room, string got)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Assert.That(left.Send("one, two"u8) && left.Send("next"u8));
        byte[] buffer = new byte[room];
        int length = right.Receive(buffer);
        Assert.That(length, Is.EqualTo(8));
        Assert.That(Encoding.UTF8.GetString(buffer, 0, Math.Min(length, room)), Is.EqualTo(got));
        Assert.That(ReceiveText(right), Is.EqualTo("next"), "what did not fit is lost");
    }

    [Test]
    public void A_buffer_gets_one_part_and_the_socket_tells_whether_more_follow()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Assert.That(left.Send("a"u8, more: true) && left.Send([]));
        byte[] buffer = new byte[10];
        Assert.That((right.Receive(buffer), right.HasMore), Is.EqualTo((1, true)));
        Assert.That((right.Receive(buffer, wait: false), right.HasMore), Is.EqualTo((0, false)));
    }

    [Test]
    public void A_buffer_gets_nothing_when_there_is_nothing()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        Within.Run(() => Assert.That(socket.Receive(new byte[1], wait: false), Is.EqualTo(-1)));
        socket.ReceiveTimeout = 1;
        Assert.That(socket.Receive(new byte[1]), Is.EqualTo(-1));
        Context.Shutdown();
        Assert.That(() => socket.Receive(new byte[1]), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
    }

    [Test]
    public void Without_waiting_a_socket_nobody_listens_to_sends_nothing()
    {
        ZmqSocket socket = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        Within.Run(
            () => Assert.That(socket.Send("x"u8, wait: false), Is.False),
            () => Assert.That(socket.Send(s_constant, wait: false), Is.False),
            () => Assert.That(socket.Send(part, wait: false), Is.False),
            () => Assert.That(socket.SendAndClear(part, wait: false), Is.False));
        socket.SendTimeout = 1;
        Assert.That(socket.SendAndClear(part), Is.False);
    }

    /// <summary>libzmq learns of the room from a command that it processes at most once in a millisecond before a send.</summary>
    [Test]
    public void Without_waiting_the_room_that_a_reader_has_just_made_is_found()
    {
        ZmqSocket left = Open(ZmqSocketType.Pair), right = Open(ZmqSocketType.Pair);
        left.SendHighWatermark = right.ReceiveHighWatermark = 1;
        left.Bind("inproc://room");
        right.Connect("inproc://room");
        using ZmqMessage part = new();
        for (int round = 0; round < 1000; round++)
        {
            while (left.Send("x"u8, wait: false))
            {
            }
            while (right.TryReceive(part))
            {
            }
            Assert.That(round % 2 == 0 ? left.Send("x"u8, wait: false) : left.Send([part], TimeSpan.Zero), $"round {round}");
        }
    }

    [Test]
    public void Without_waiting_and_with_room_everything_is_sent()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        "d"u8.CopyTo(part.Allocate(1));
        Assert.That(left.Send("a"u8, more: true, wait: false) && left.Send(s_constant, more: true, wait: false)
            && left.Send(part, more: true, wait: false) && left.SendAndClear(part, wait: false));
        Assert.That(ReceiveParts(right).Select(Encoding.UTF8.GetString), Is.EqualTo(new[] { "a", "x", "d", "d" }));
    }

    // Inside zmq_msg_t, in memory of libzmq's.
    [TestCase(5)]
    [TestCase(5000)]
    public void A_part_sent_on_is_empty_afterwards_and_can_be_filled_again(int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        part.Allocate(length).Fill(7);
        Assert.That(left.SendAndClear(part, more: true));
        Assert.That((part.Span.Length, part.HasMore), Is.EqualTo((0, false)));
        part.Allocate(1)[0] = 8;
        Assert.That(left.SendAndClear(part));
        Assert.That(ReceiveParts(right), Is.EqualTo(new[] { Enumerable.Repeat((byte)7, length).ToArray(), [8] }));
    }

    [TestCase(5)]
    [TestCase(5000)]
    public void A_part_that_cannot_be_sent_on_is_as_it_was(int length)
    {
        ZmqSocket socket = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        part.Allocate(length).Fill(7);
        Assert.That(socket.SendAndClear(part, wait: false), Is.False);
        Assert.That(part.Span.ToArray(), Has.Length.EqualTo(length).And.All.EqualTo(7));
        Context.Shutdown();
        Assert.That(() => socket.SendAndClear(part), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
        Assert.That(part.Span.ToArray(), Has.Length.EqualTo(length).And.All.EqualTo(7));
    }

    [Test]
    public void An_adopted_body_sent_on_is_not_copied()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] body = new byte[100_000];
        using ZmqMessage part = new(), received = new();
        part.Adopt(body);
        Assert.That(left.SendAndClear(part) && right.Receive(received));
        Assert.That(received.Span.Overlaps(body) && part.Span.IsEmpty);
    }
}
