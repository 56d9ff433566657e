namespace ZmqNative.Interop.Tests;

/// <summary>Publishing and receiving allocate nothing on the managed heap.</summary>
public class AllocationTests : SocketFixture
{
    private const int Rounds = 10_000;

    private static readonly ZmqConstant s_topic = new("sequence"u8);

    [TestCase(32)]
    [TestCase(33)]
    [TestCase(41)]
    [TestCase(250)]
    public void A_notification_sent_inside_a_hold_and_received_into_a_reused_message(int length)
    {
        ZmqSocket publisher = OpenPublisher("inproc://quiet"), subscriber = OpenSubscriber(publisher);
        byte[] body = new byte[length], counter = new byte[4];
        using ZmqMessage part = new();
        AllocatesNothing(() =>
        {
            using (publisher.Hold())
            {
                publisher.Send(s_topic, more: true);
                publisher.Send(body, more: true);
                publisher.Send(counter);
            }
            int parts = 0;
            while (subscriber.TryReceive(part))
            {
                parts++;
            }
            return parts == 3;
        });
    }

    [Test]
    public void A_notification_sent_by_one_call()
    {
        ZmqSocket publisher = OpenPublisher("inproc://quiet"), subscriber = OpenSubscriber(publisher);
        byte[] bytes = new byte[32];
        using ZmqMessage body = new(), part = new();
        body.Adopt(new byte[10_000]);
        AllocatesNothing(() =>
        {
            bool sent = publisher.Send(s_topic, bytes, bytes, out _) && publisher.Send(s_topic, body, bytes, out _);
            int parts = 0;
            while (subscriber.TryReceive(part))
            {
                parts++;
            }
            return sent && parts == 6;
        });
    }

    [Test]
    public void A_large_body_given_away_and_sent()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] body = new byte[1_000_000];
        using ZmqMessage message = new(), part = new();
        AllocatesNothing(() =>
        {
            message.Adopt(body);
            bool sent = left.Send(message, more: true) && left.Send(message);
            message.Clear();
            return sent && right.Receive(part) && right.Receive(part) && part.Span.Length == body.Length;
        });
    }

    [Test]
    public void A_wait_for_several_sockets()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        ZmqPoller poller = new(left, right);
        using ZmqMessage part = new();
        AllocatesNothing(() => left.Send("x"u8) && poller.Wait(Within.Deadline) == 1 && poller.IsReadable(1) && right.TryReceive(part));
    }

    [Test]
    public void A_receive_that_finds_nothing()
    {
        (_, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        AllocatesNothing(() => !right.TryReceive(part));
    }

    [TestCase(5)]
    [TestCase(5000)]
    public void A_part_received_and_sent_on(int length)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] body = new byte[length];
        using ZmqMessage part = new();
        AllocatesNothing(() => left.Send(body, wait: false) && right.Receive(part) && right.SendAndClear(part, wait: false)
            && left.TryReceive(part) && part.Span.Length == length);
    }

    [Test]
    public void A_buffer_received_into()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] buffer = new byte[100];
        AllocatesNothing(() => left.Send("hello"u8) && right.Receive(buffer) == 5 && right.Receive(buffer, wait: false) == -1);
    }

    [Test]
    public void A_send_that_finds_no_room()
    {
        ZmqSocket lonely = Open(ZmqSocketType.Push);
        using ZmqMessage part = new();
        AllocatesNothing(() => !lonely.Send("x"u8, wait: false) && !lonely.Send(s_topic, wait: false)
            && !lonely.Send(part, wait: false) && !lonely.SendAndClear(part, wait: false));
    }

    [Test]
    public void What_is_asked_of_a_part_and_an_option_by_its_number()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        byte[] value = new byte[4];
        using ZmqMessage part = new();
        Assert.That(left.Send("x"u8) && right.Receive(part));
        AllocatesNothing(() => part.WritableSpan.Length == 1 && !part.IsShared && !part.HasMore
            && part.DangerousGetHandle() != part.DangerousGetBytes() && right.GetOption(LibZmq.ZMQ_RCVMORE, value) == 4);
    }

    private static void AllocatesNothing(Func<bool> round)
    {
        int succeeded = 0;
        for (int i = 0; i < 100; i++)
        {
            succeeded += round() ? 1 : 0;
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            succeeded += round() ? 1 : 0;
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(succeeded, Is.EqualTo(100 + Rounds));
        Assert.That(allocated, Is.Zero);
    }
}
