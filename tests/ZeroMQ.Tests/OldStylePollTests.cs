#nullable disable
namespace ZeroMQ.Tests;

/// <summary>Polling as programs for clrzmq4 do it.</summary>
public class OldStylePollTests : ContextFixture
{
    [Test]
    public void Several_sockets_are_polled_as_arrays_or_lists([Values] bool lists)
    {
        var pulls = new[] { Open(ZSocketType.PULL), Open(ZSocketType.PULL), Open(ZSocketType.PULL) };
        var pushes = new[] { Open(ZSocketType.PUSH), Open(ZSocketType.PUSH), Open(ZSocketType.PUSH) };
        var items = new[] { ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver(), ZPollItem.CreateReceiver() };
        IEnumerable<ZSocket> sockets = pulls;
        IEnumerable<ZPollItem> polled = items;
        if (lists)
        {
            sockets = pulls.ToList();
            polled = items.ToList();
        }
        for (int i = 0; i < 3; ++i)
        {
            pulls[i].Bind("inproc://poll" + i);
            pushes[i].Connect("inproc://poll" + i);
        }

        ZError error;
        ZMessage[] messages;
        Assert.That(sockets.PollIn(polled, out messages, out error, TimeSpan.FromMilliseconds(1)), Is.False);
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
        Assert.That(messages, Is.EqualTo(new ZMessage[3]));

        pushes[2].Send(new ZFrame("two"));
        Assert.That(sockets.PollIn(polled, out messages, out error, Within.Deadline), error?.ToString());
        Assert.That(error, Is.Null);
        Assert.That((messages[0], messages[1]), Is.EqualTo(((ZMessage)null, (ZMessage)null)));
        using (messages[2])
        {
            Assert.That(messages[2][0].ReadString(), Is.EqualTo("two"));
        }
        Assert.That(items.Select(item => item.ReadyEvents), Is.EqualTo(new[] { ZPoll.None, ZPoll.None, ZPoll.In }));

        pushes[0].Send(new ZFrame("zero"));
        pushes[1].Send(new ZFrame("one"));
        var got = new List<string>();
        while (got.Count < 2)
        {
            Assert.That(sockets.PollIn(polled, out messages, out error, Within.Deadline), error?.ToString());
            foreach (var message in messages)
            {
                if (message != null)
                    got.Add(message.PopString());
            }
        }
        Assert.That(got, Is.EquivalentTo(new[] { "zero", "one" }));
    }

    [Test]
    public void One_item_serves_many_sockets()
    {
        var poll = ZPollItem.CreateReceiver();
        for (int i = 0; i < 3; ++i)
        {
            var receiver = Open(ZSocketType.DEALER);
            var sender = Open(ZSocketType.DEALER);
            receiver.Bind("inproc://item" + i);
            sender.Connect("inproc://item" + i);

            ZMessage incoming;
            ZError error;
            if (receiver.PollIn(poll, out incoming, out error, TimeSpan.FromMilliseconds(1)))
            {
                Assert.Fail("There is nothing to receive.");
            }
            Assert.That(incoming == null && error == ZError.EAGAIN);
            sender.Send(new ZMessage { new ZFrame(i), new ZFrame(2 * i) });
            Assert.That(receiver.PollIn(poll, out incoming, out error, Within.Deadline), error?.ToString());
            using (incoming)
            {
                Assert.That((incoming.PopInt32(), incoming.PopInt32(), incoming.Count), Is.EqualTo((i, 2 * i, 0)));
            }
        }
    }

    [Test]
    public void An_item_has_delegates_of_its_own()
    {
        var left = Open(ZSocketType.PAIR);
        var right = Open(ZSocketType.PAIR);
        left.Bind("inproc://delegates");
        right.Connect("inproc://delegates");
        var sender = ZPollItem.CreateSender((ZSocket socket, ZMessage message, out ZError error) =>
        {
            message.Prepend(new ZFrame("sent"));
            return socket.Send(message, out error);
        });
        var receiver = ZPollItem.Create((ZSocket socket, out ZMessage message, out ZError error) =>
        {
            if (!ZPollItem.DefaultReceiveMessage(socket, out message, out error))
                return false;
            message.Add(new ZFrame("received"));
            return true;
        });
        ZError failure;
        ZMessage incoming;
        using (var outgoing = new ZMessage { new ZFrame("body") })
        {
            Assert.That(left.PollOut(sender, outgoing, out failure, Within.Deadline), failure?.ToString());
        }
        Assert.That(right.PollIn(receiver, out incoming, out failure, Within.Deadline), failure?.ToString());
        using (incoming)
        {
            Assert.That(incoming.Select(frame => frame.ToString()), Is.EqualTo(new[] { "sent", "body", "received" }));
        }
        Assert.That(() => right.PollIn(ZPollItem.CreateSender(), out incoming, out failure), Throws.InvalidOperationException);
        Assert.That(() => right.PollOut(sender, null, out failure), Throws.ArgumentNullException);
    }
}
