using System.Text;

namespace ZeroMQ.Tests;

public sealed class SendReceiveTests
{
    [Test]
    public void A_frame_sent_is_dismissed_and_one_refused_is_as_it_was()
    {
        using Sockets sockets = new(setUp: (first, second) => first.SendHighWatermark = second.ReceiveHighWatermark = 1);
        ZFrame frame = new("x");
        sockets.First.Send(frame);
        Assert.That((frame.IsDismissed, frame.Length), Is.EqualTo((true, -1)));
        Assert.That(() => sockets.First.Send(frame), Throws.TypeOf<ObjectDisposedException>());
        ZError error;
        while (sockets.First.Send(new ZFrame("fill"), ZSocketFlags.DontWait, out error))
        {
        }
        using ZFrame refused = new("later");
        Assert.That(sockets.First.Send(refused, ZSocketFlags.DontWait, out error), Is.False);
        Assert.That((error, refused.ToString()), Is.EqualTo((ZError.EAGAIN, "later")));
        Assert.That(() => sockets.First.Send(refused, ZSocketFlags.DontWait), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EAGAIN));
        using (ZFrame first = sockets.Second.ReceiveFrame())
        {
            Assert.That((first.ReadString(), first.Position), Is.EqualTo(("x", 1)));
        }
        while (sockets.Second.ReceiveFrame(ZSocketFlags.DontWait, out error) is { } other)
        {
            other.Dispose();
        }
        sockets.First.Send(refused);
        using ZFrame last = sockets.Second.ReceiveFrame();
        Assert.That(last.ReadString(), Is.EqualTo("later"));
    }

    [Test]
    public void A_message_survives_being_sent()
    {
        using Sockets sockets = new();
        using ZMessage message = [new ZFrame("a"), new ZFrame(new byte[1000]), new ZFrame()];
        sockets.First.Send(message);
        sockets.First.SendMessage(message);
        Assert.That(sockets.First.Send(message, out ZError error), Is.True);
        Assert.That((error, message.Count, message[1].Length), Is.EqualTo(((ZError?)null, 3, 1000)));
        for (int i = 0; i < 3; i++)
        {
            using ZMessage received = sockets.Second.ReceiveMessage();
            Assert.That(received.Select(frame => frame.Length), Is.EqualTo(new long[] { 1, 1000, 0 }));
            Assert.That(received[0].Position, Is.Zero);
        }
        using ZMessage none = [];
        Assert.That(sockets.First.Send(none, out error), Is.True);
        Assert.That(sockets.Second.ReceiveMessage(ZSocketFlags.DontWait, out error), Is.Null);
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
    }

    [Test]
    public void Frames_of_a_list_leave_it_those_of_an_array_are_dismissed_and_those_of_a_message_stay()
    {
        using Sockets sockets = new();
        List<ZFrame> list = [new ZFrame("a"), new ZFrame("b")];
        int sent = 0;
        Assert.That(sockets.First.SendFrames(list, ref sent, ZSocketFlags.More, out ZError error), Is.True);
        Assert.That((list.Count, sent, error), Is.EqualTo((0, 2, (ZError?)null)));
        ZFrame[] array = [new ZFrame("c"), new ZFrame("d")];
        sockets.First.SendFrames(array, ZSocketFlags.More);
        Assert.That(array.All(frame => frame.IsDismissed), Is.True);
        using ZMessage message = [new ZFrame("e"), new ZFrame("f")];
        sockets.First.Send((IEnumerable<ZFrame>)message);
        Assert.That(message.Any(frame => frame.IsDismissed), Is.False);
        using ZMessage received = sockets.Second.ReceiveMessage();
        Assert.That(string.Concat(received.Select(frame => frame.ToString())), Is.EqualTo("abcdef"));
    }

    [Test]
    public void More_keeps_a_message_open()
    {
        using Sockets sockets = new();
        sockets.First.SendMore(new ZFrame("a"));
        sockets.First.SendFrameMore(new ZFrame("b"), ZSocketFlags.DontWait);
        Assert.That(sockets.First.SendMore(new ZFrame("c"), out _) && sockets.First.SendFrameMore(new ZFrame("d"), ZSocketFlags.None, out _), Is.True);
        Assert.That(sockets.First.Send("e"u8.ToArray(), 0, 1, ZSocketFlags.More, out _) && sockets.First.SendBytes("xf"u8.ToArray(), 1, 1), Is.True);
        using ZMessage received = sockets.Second.ReceiveMessage();
        Assert.That(string.Concat(received.Select(frame => frame.ToString())), Is.EqualTo("abcdef"));
        Assert.That(received.Select(frame => frame.GetOption(ZFrameOption.MORE)), Is.EqualTo(new[] { 1, 1, 1, 1, 1, 0 }));
    }

    [Test]
    public void A_message_is_received_in_parts_or_added_to_another()
    {
        using Sockets sockets = new();
        using ZMessage message = [new ZFrame("a"), new ZFrame("b"), new ZFrame("c")];
        sockets.First.Send(message);
        ZFrame[] two = [.. sockets.Second.ReceiveFrames(2)];
        Assert.That((two.Length, sockets.Second.ReceiveMore), Is.EqualTo((2, true)));
        using ZFrame third = sockets.Second.ReceiveFrame();
        Assert.That((third.ReadString(), sockets.Second.ReceiveMore), Is.EqualTo(("c", false)));
        sockets.First.Send(message);
        int count = 5;
        List<ZFrame>? frames = null;
        Assert.That(sockets.Second.ReceiveFrames(ref count, ref frames, ZSocketFlags.None, out _), Is.True);
        Assert.That((frames!.Count, count), Is.EqualTo((3, 2)));
        sockets.First.Send(message);
        ZMessage added = [new ZFrame("0")];
        Assert.That(sockets.Second.ReceiveMessage(ref added, out ZError error), Is.True);
        Assert.That(string.Concat(added.Select(frame => frame.ToString())), Is.EqualTo("0abc"));
        Assert.That(sockets.Second.ReceiveFrames(1, ZSocketFlags.DontWait, out error), Is.Null);
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
        Assert.That(() => sockets.Second.ReceiveMessage(ZSocketFlags.DontWait), Throws.TypeOf<ZException>());
        added.Dispose();
        foreach (ZFrame frame in two.Concat(frames))
        {
            frame.Dispose();
        }
    }

    [Test]
    public void Bytes_cut_off_are_counted()
    {
        using Sockets sockets = new();
        sockets.First.SendBytes("abcdef"u8.ToArray(), 0, 6);
        byte[] buffer = new byte[4];
        Assert.That(sockets.Second.ReceiveBytes(buffer, 1, 3), Is.EqualTo(6));
        Assert.That(Encoding.ASCII.GetString(buffer), Is.EqualTo("\0abc"));
        Assert.That(sockets.Second.ReceiveBytes(buffer, 0, 4, ZSocketFlags.DontWait, out ZError error), Is.EqualTo(-1));
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
    }

    [Test]
    public void A_reused_message_has_as_many_frames_as_came()
    {
        using Sockets sockets = new();
        using ZMessage sent = [new ZFrame("a"), new ZFrame("b"), new ZFrame("c")], reused = [];
        foreach (int count in new[] { 3, 1, 2 })
        {
            while (sent.Count > count)
            {
                sent.RemoveAt(0);
            }
            while (sent.Count < count)
            {
                sent.Add(new ZFrame("x"));
            }
            sockets.First.Send(sent);
            Assert.That(sockets.Second.ReceiveMessageInto(reused, ZSocketFlags.None, out _), Is.True);
            Assert.That(reused.Select(frame => frame.ReadString()), Is.EqualTo(sent.Select(frame => frame.ToString())));
        }
        Assert.That(sockets.Second.ReceiveMessageInto(reused, ZSocketFlags.DontWait, out ZError error), Is.False);
        Assert.That((error, reused.Count), Is.EqualTo((ZError.EAGAIN, 2)));
    }

    [Test]
    public void Forwarding_moves_a_whole_message_and_says_so()
    {
        using Sockets from = new(), to = new();
        using ZMessage message = [new ZFrame("a"), new ZFrame(new byte[5000]), new ZFrame("c")];
        from.First.Send(message);
        Assert.That(from.Second.Forward(to.First, out ZMessage rest, out ZError error), Is.True);
        Assert.That((rest, error), Is.EqualTo(((ZMessage?)null, (ZError?)null)));
        using ZMessage received = to.Second.ReceiveMessage();
        Assert.That(received.Select(frame => frame.Length), Is.EqualTo(new long[] { 1, 5000, 1 }));
        from.Second.ReceiveTimeout = TimeSpan.Zero;
        Assert.That(from.Second.Forward(to.First, out rest, out error), Is.False);
        Assert.That((rest, error), Is.EqualTo(((ZMessage?)null, ZError.EAGAIN)));
    }

    [Test]
    public void What_could_not_be_forwarded_is_given_back()
    {
        using Sockets from = new();
        using ZSocket nowhere = new(from.Context, ZSocketType.PUSH) { SendTimeout = TimeSpan.Zero };
        using ZMessage message = [new ZFrame("a"), new ZFrame("b")];
        from.First.Send(message);
        Assert.That(from.Second.Forward(nowhere, out ZMessage rest, out ZError error), Is.False);
        Assert.That((error, string.Concat(rest.Select(frame => frame.ToString()))), Is.EqualTo((ZError.EAGAIN, "ab")));
        rest.Dispose();
    }

    [Test]
    public void A_request_out_of_turn_is_EFSM()
    {
        using Sockets sockets = new(ZSocketType.REP, ZSocketType.REQ);
        sockets.Second.Send(new ZFrame("once"));
        Assert.That(() => sockets.Second.Send(new ZFrame("twice")), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EFSM));
        Assert.That(sockets.Second.Send(new ZFrame("twice"), out ZError error), Is.False);
        Assert.That(error, Is.SameAs(ZError.EFSM));
    }

    /// <summary>Sending and receiving bytes, and messages used again, leaves nothing for the garbage collector.</summary>
    [Test]
    public void Bytes_and_reused_messages_cost_no_managed_memory()
    {
        using Sockets sockets = new();
        using ZMessage sent = [new ZFrame("topic"), new ZFrame(new byte[300]), new ZFrame(1)], received = [];
        byte[] buffer = new byte[300];
        ZPollItem item = ZPollItem.Create((ZSocket socket, out ZMessage message, out ZError error) => { message = null!; return socket.ReceiveMessageInto(received, ZSocketFlags.DontWait, out error); });
        void Round()
        {
            _ = sockets.First.SendBytes(buffer, ZSocketFlags.More, out _) && sockets.First.SendBytes(buffer, ZSocketFlags.None, out _);
            _ = sockets.Second.ReceiveBytes(buffer, ZSocketFlags.None, out _);
            _ = sockets.Second.ReceiveBytes(buffer, ZSocketFlags.None, out _);
            _ = sockets.First.Send(sent, out _) && sockets.Second.PollIn(item, out _, out _, Sockets.Deadline);
        }
        for (int i = 0; i < 100; i++)
        {
            Round();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Round();
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(received.Select(frame => frame.Length), Is.EqualTo(new long[] { 5, 300, 4 }));
    }
}
