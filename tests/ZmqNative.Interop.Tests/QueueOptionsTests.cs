namespace ZmqNative.Interop.Tests;

public class QueueOptionsTests : SocketFixture
{
    [TestCase(true, "3")]
    [TestCase(false, "1 2 3")]
    public void Conflate_keeps_the_newest_message_only(bool conflate, string expected)
    {
        ZmqSocket push = Open(ZmqSocketType.Push), pull = Open(ZmqSocketType.Pull);
        pull.Conflate = conflate;
        push.Bind("inproc://conflate");
        pull.Connect("inproc://conflate");
        Assert.That(push.Send("1"u8) && push.Send("2"u8) && push.Send("3"u8));
        List<string> received = [];
        while (pull.Events.HasFlag(ZmqPollEvents.Receive))
        {
            received.Add(ReceiveText(pull));
        }
        Assert.That(string.Join(' ', received), Is.EqualTo(expected));
    }

    [Test]
    public void A_send_that_runs_out_of_time_is_no_exception()
    {
        ZmqSocket push = Open(ZmqSocketType.Push);
        push.SendTimeout = 1;
        using ZmqMessage part = new();
        Assert.That(push.Send("x"u8) || push.Send(part), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Immediate_queues_nothing_for_a_peer_that_is_not_there(bool immediate)
    {
        ZmqSocket push = Open(ZmqSocketType.Push);
        (push.Immediate, push.SendTimeout) = (immediate, 0);
        push.Connect(Endpoints.Unused());
        Assert.That(push.Send("x"u8), Is.EqualTo(!immediate));
    }

    [Test]
    public void Events_and_HasMore_tell_what_can_be_done()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage part = new();
        Assert.That(right.Events, Is.EqualTo(ZmqPollEvents.Send));
        Assert.That(left.Send("a"u8, more: true) && left.Send("b"u8));
        Assert.That(right.Events, Is.EqualTo(ZmqPollEvents.Send | ZmqPollEvents.Receive));
        Assert.That(right.Receive(part) && right.HasMore && right.Receive(part) && !right.HasMore);
        Assert.That(right.Events, Is.EqualTo(ZmqPollEvents.Send));
        Assert.That(Open(ZmqSocketType.Push).Events, Is.EqualTo(ZmqPollEvents.None));
    }

    [Test]
    public void Every_socket_has_a_file_descriptor_of_its_own_and_none_is_thread_safe_by_itself()
    {
        ZmqSocket[] sockets = [.. Enum.GetValues<ZmqSocketType>().Select(Open)];
        Assert.That(sockets.Select(socket => socket.FileDescriptor), Is.Unique.And.All.GreaterThan((nint)2));
        Assert.That(sockets.Select(socket => socket.IsThreadSafe), Is.All.False);
    }
}
