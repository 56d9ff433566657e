namespace ZeroMQ.Tests;

public sealed class PollTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    [Test]
    public void Polling_one_socket_gives_its_message_or_EAGAIN()
    {
        using Sockets sockets = new();
        ZPollItem item = ZPollItem.CreateReceiver();
        Assert.That(sockets.Second.PollIn(item, out ZMessage message, out ZError error, s_short), Is.False);
        Assert.That((message, error, item.ReadyEvents), Is.EqualTo(((ZMessage?)null, ZError.EAGAIN, ZPoll.None)));
        sockets.First.Send(new ZFrame("x"));
        Assert.That(sockets.Second.PollIn(item, out message, out error), Is.True);
        Assert.That((message.PopString(), error, item.ReadyEvents), Is.EqualTo(("x", (ZError?)null, ZPoll.In)));
        message.Dispose();
    }

    [Test]
    public void A_message_is_sent_when_there_is_room()
    {
        using Sockets sockets = new();
        using ZSocket nowhere = new(sockets.Context, ZSocketType.PUSH);
        using ZMessage message = [new ZFrame("x")];
        Assert.That(sockets.First.PollOut(ZPollItem.CreateSender(), message, out ZError error, Sockets.Deadline), Is.True);
        Assert.That(nowhere.PollOut(ZPollItem.CreateSender(), message, out error, s_short), Is.False);
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
        Assert.That(() => sockets.First.PollOut(ZPollItem.CreateSender(), null, out error), Throws.ArgumentNullException);
        using ZFrame frame = sockets.Second.ReceiveFrame();
        Assert.That(frame.ReadString(), Is.EqualTo("x"));
    }

    [Test]
    public void Of_several_sockets_each_that_has_a_message_gives_one()
    {
        using Sockets one = new(), two = new(endpoint: "tcp://127.0.0.1:*"), three = new();
        List<ZSocket> sockets = [one.Second, two.Second, three.Second];
        ZPollItem[] items = [ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver()];
        Assert.That(sockets.PollIn(items, out ZMessage[] messages, out ZError error, s_short), Is.False);
        Assert.That((messages, error), Is.EqualTo((new ZMessage?[3], ZError.EAGAIN)));
        one.First.Send(new ZFrame("1"));
        three.First.Send(new ZFrame("3"));
        Assert.That(sockets.PollIn(items, out messages, out error, Sockets.Deadline), Is.True);
        Assert.That(messages.Select(message => message?.PopString()), Is.EqualTo(new[] { "1", null, "3" }));
        Assert.That((error, items[0].ReadyEvents, items[1].ReadyEvents), Is.EqualTo(((ZError?)null, ZPoll.In, ZPoll.None)));
        using ZMessage outgoing = [new ZFrame("2")];
        ZPollItem[] senders = [ZPollItem.CreateSender(), ZPollItem.CreateSender(), ZPollItem.CreateSender()];
        Assert.That(new[] { one.First, two.First, three.First }.PollOut(senders, [null, outgoing, null], out error, Sockets.Deadline), Is.True);
        Assert.That(sockets.PollIn(items, out messages, out error, Sockets.Deadline), Is.True);
        Assert.That(messages.Select(message => message?.PopString()), Is.EqualTo(new[] { null, "2", null }));
        Assert.That(() => sockets.PollIn(items[..2], out messages, out error), Throws.ArgumentException);
    }

    [Test]
    public void A_delegate_of_ones_own_receives_and_its_error_is_told()
    {
        using Sockets sockets = new();
        sockets.First.Send(new ZFrame("x"));
        ZPollItem failing = ZPollItem.Create((ZSocket _, out ZMessage message, out ZError error) =>
        {
            (message, error) = (null!, ZError.EPERM);
            return false;
        });
        Assert.That(sockets.Second.PollIn(failing, out ZMessage received, out ZError error, Sockets.Deadline), Is.False);
        Assert.That(error, Is.SameAs(ZError.EPERM));
    }

    [Test]
    public void An_item_that_cannot_do_it_is_an_error()
    {
        using Sockets sockets = new();
        Assert.That(() => sockets.Second.PollIn(ZPollItem.CreateSender(), out _, out _, s_short), Throws.InvalidOperationException);
        using ZMessage message = [new ZFrame("x")];
        Assert.That(() => sockets.Second.PollOut(ZPollItem.CreateReceiver(), message, out _, s_short), Throws.InvalidOperationException);
        Assert.That(sockets.Second.PollIn(ZPollItem.CreateReceiverSender(), out _, out ZError error, s_short), Is.False);
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
    }

    [Test]
    public void A_context_that_was_shut_down_ends_polls()
    {
        using Sockets sockets = new();
        sockets.Context.Shutdown();
        Assert.That(sockets.Second.PollIn(ZPollItem.CreateReceiver(), out _, out ZError error, Sockets.Deadline), Is.False);
        Assert.That(error, Is.SameAs(ZError.ETERM));
        Assert.That(new[] { sockets.First, sockets.Second }.PollIn([ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver()], out _, out error, Sockets.Deadline), Is.False);
        Assert.That(error, Is.SameAs(ZError.ETERM));
    }
}
