#nullable disable
using System.Text;

namespace ZeroMQ.Tests;

/// <summary>Code as programs for clrzmq4 have it, which must go on compiling and doing what it did. Hence their style, not ours.</summary>
public class OldStyleTests : ContextFixture
{
    private ZSocket _left, _right;

    [SetUp]
    public void Connect()
    {
        _left = Open(ZSocketType.PAIR);
        _right = Open(ZSocketType.PAIR);
        _left.Bind("inproc://pair");
        _right.Connect("inproc://pair");
    }

    [TearDown]
    public void Close()
    {
        _left?.Close();
        _right?.Close();
    }

    [Test]
    public void A_message_is_made_with_a_collection_initialiser_and_read_with_using()
    {
        using (var outgoing = new ZMessage { new ZFrame("Hello"), new ZFrame(), new ZFrame("World", Encoding.Unicode), new ZFrame(4711) })
        {
            _left.Send(outgoing);
        }
        using (var frame = _right.ReceiveFrame())
        {
            Assert.That(frame.ReadString(), Is.EqualTo("Hello"));
            Assert.That(_right.ReceiveMore);
        }
        using (ZMessage rest = _right.ReceiveMessage())
        {
            Assert.That(rest.Count, Is.EqualTo(3));
            Assert.That(rest[0].Length, Is.Zero);
            Assert.That(rest[1].ReadString(Encoding.Unicode), Is.EqualTo("World"));
            Assert.That(rest[2].ReadInt32(), Is.EqualTo(4711));
        }
    }

    [Test]
    public void A_message_stays_after_it_was_sent_and_a_frame_does_not()
    {
        using (var message = new ZMessage { new ZFrame("a"), new ZFrame("b") })
        {
            _left.Send(message);
            _left.SendMessage(message);
            _left.SendFrames(message);
            Assert.That(message.Count, Is.EqualTo(2));
        }
        var frame = new ZFrame("c");
        _left.Send(frame);
        Assert.That(frame.IsDismissed && frame.Length == -1 && frame.ReadString() == null);
        frame.Dispose();
        Assert.That(() => _left.Send(frame), Throws.TypeOf<ObjectDisposedException>());

        var frames = new List<ZFrame> { new ZFrame("d"), new ZFrame("e") };
        _left.SendFrames(frames);
        Assert.That(frames, Is.Empty);
        Assert.That((ReceiveText(_right), ReceiveText(_right), ReceiveText(_right), ReceiveText(_right), ReceiveText(_right)), Is.EqualTo(("a|b", "a|b", "a|b", "c", "d|e")));
    }

    [Test]
    public void Parts_are_sent_with_SendMore_and_popped_by_their_type()
    {
        _left.SendMore(new ZFrame("text"));
        _left.SendFrameMore(new ZFrame((byte)200));
        _left.SendMore(new ZFrame((byte)201));
        _left.SendMore(new ZFrame('\u20ac'));
        _left.SendMore(new ZFrame((short)-2));
        _left.SendMore(new ZFrame((ushort)65535));
        _left.SendMore(new ZFrame(-4));
        _left.SendMore(new ZFrame(4000000000));
        _left.SendMore(new ZFrame(-8L));
        _left.SendMore(new ZFrame(ulong.MaxValue));
        _left.SendMore(new ZFrame(new byte[] { 1, 2, 3 }));
        _left.Send(new ZFrame("\u20ac", Encoding.Unicode));
        using (var message = _right.ReceiveMessage())
        {
            Assert.That(message.PopString(), Is.EqualTo("text"));
            Assert.That(message.PopByte(), Is.EqualTo(200));
            Assert.That(message.PopAsByte(), Is.EqualTo(201));
            Assert.That(message.PopChar(), Is.EqualTo('\u20ac'));
            Assert.That(message.PopInt16(), Is.EqualTo(-2));
            Assert.That(message.PopUInt16(), Is.EqualTo(65535));
            Assert.That(message.PopInt32(), Is.EqualTo(-4));
            Assert.That(message.PopUInt32(), Is.EqualTo(4000000000));
            Assert.That(message.PopInt64(), Is.EqualTo(-8));
            Assert.That(message.PopUInt64(), Is.EqualTo(ulong.MaxValue));
            var buffer = new byte[4];
            Assert.That(message.PopBytes(buffer, 1, 3), Is.EqualTo(3));
            Assert.That(buffer, Is.EqualTo(new byte[] { 0, 1, 2, 3 }));
            Assert.That(message.PopString(Encoding.Unicode), Is.EqualTo("\u20ac"));
            Assert.That(() => message.Pop(), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void A_frame_is_a_stream()
    {
        using (var frame = ZFrame.Create(7))
        {
            frame.Write("ab\0cd");
            frame.Write((byte)'\n');
            frame.WriteByte((byte)'!');
            Assert.That(() => frame.Write((byte)0), Throws.InvalidOperationException);
            frame.Position = 0;
            Assert.That((frame.ReadString(), frame.ReadLine(), frame.ReadString(), frame.ReadString()), Is.EqualTo(("ab", "cd", "!", "")));
            frame.Seek(-1, SeekOrigin.End);
            Assert.That(frame.ReadByte(), Is.EqualTo('!'));
            Assert.That((frame.ReadByte(), frame.ReadInt32(), frame.Read().Length), Is.EqualTo((-1, 0, 0)));

            frame.Position = 0;
            using (var memory = new MemoryStream())
            {
                frame.CopyTo(memory);
                Assert.That(memory.ToArray(), Is.EqualTo("ab\0cd\n!"u8.ToArray()));
                using (var copy = ZFrame.FromStream(memory, 3, 4))
                {
                    Assert.That(copy.ReadLine(), Is.EqualTo("cd"));
                    Assert.That(copy.ToString(), Is.EqualTo("cd\n!"));
                }
            }
        }
    }

    [Test]
    public void A_duplicate_is_sent_and_the_original_kept()
    {
        using (var message = new ZMessage { new ZFrame("id"), new ZFrame(), new ZFrame("body") })
        {
            using (var copy = message.Duplicate())
            {
                copy.RemoveAt(0);
                _left.Send(copy[1].Duplicate());
                _left.Send(copy[1]);
            }
            Assert.That(message.Count, Is.EqualTo(3));
            Assert.That(message[2].ToString(), Is.EqualTo("body"));
        }
        Assert.That(ReceiveText(_right) + ReceiveText(_right), Is.EqualTo("bodybody"));
    }

    [Test]
    public void Bytes_are_received_into_a_buffer_and_their_whole_length_is_told()
    {
        var buffer = new byte[8];
        _left.Send(new byte[] { 1, 2, 3, 4, 5 }, 1, 4);
        Assert.That(_right.ReceiveBytes(buffer, 2, 3), Is.EqualTo(4));
        Assert.That(buffer, Is.EqualTo(new byte[] { 0, 0, 2, 3, 4, 0, 0, 0 }));
        ZError error;
        Assert.That(_right.ReceiveBytes(buffer, 0, 8, ZSocketFlags.DontWait, out error), Is.EqualTo(-1));
        Assert.That(error == ZError.EAGAIN && error.Equals(ZError.EAGAIN) && Equals(error, ZError.EAGAIN) && error == ZError.FromErrno(error));
    }

    [Test]
    public void A_message_is_received_in_pieces_or_appended_to_another()
    {
        ZError error;
        SendText(_left, "a", "b", "c");
        var first = _right.ReceiveFrames(2, out error).ToList();
        Assert.That(first.Select(frame => frame.ReadString()), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(_right.ReceiveMore);

        ZMessage message = null;
        Assert.That(_right.ReceiveMessage(ref message, out error) && error == ZError.None);
        SendText(_left, "d");
        Assert.That(_right.ReceiveMessage(ref message, ZSocketFlags.None, out error));
        Assert.That(message.Select(frame => frame.ReadString()), Is.EqualTo(new[] { "c", "d" }));
        first.ForEach(frame => frame.Dispose());
        message.Dispose();
    }

    [Test]
    public void A_failure_is_null_and_an_error_or_an_exception_with_it()
    {
        ZMessage message;
        ZError error;
        if (null != (message = _right.ReceiveMessage(ZSocketFlags.DontWait, out error)))
        {
            Assert.Fail("There is nothing to receive.");
        }
        Assert.That(error, Is.SameAs(ZError.EAGAIN));
        Assert.That(error.ToString(), Does.StartWith("EAGAIN(").And.Contains("): "));
        try
        {
            _right.ReceiveMessage(ZSocketFlags.DontWait);
            Assert.Fail("There is nothing to receive.");
        }
        catch (ZException e) when (e.Error == ZError.EAGAIN)
        {
            Assert.That(e.Message, Is.EqualTo(error.ToString()));
        }
        try
        {
            _right.Connect("nowhere://at.all");
            Assert.Fail("There is no such transport.");
        }
        catch (ZException e)
        {
            if (e.Error != ZError.EPROTONOSUPPORT)
                throw;
        }
        Assert.That(_right.Bind("inproc://pair", out error), Is.False);
        Assert.That(error, Is.EqualTo(ZError.EADDRINUSE));
        Assert.That(() => _right.Bind(" "), Throws.ArgumentException);
        _right.Close();
        Assert.That(() => _right.ReceiveFrame(out error), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Shutdown_wakes_a_receive_in_another_thread_with_ETERM()
    {
        var context = ZContext.Create();
        ZError woken = null, polled = null;
        var about = new CountdownEvent(2);
        var receiver = Within.Start(() =>
        {
            using (var socket = new ZSocket(context, ZSocketType.PULL))
            {
                socket.Bind("inproc://receiver");
                about.Signal();
                while (null != socket.ReceiveMessage(out woken)) { }
            }
        });
        var poller = Within.Start(() =>
        {
            using (var socket = ZSocket.Create(context, ZSocketType.PULL))
            {
                socket.Bind("inproc://poller");
                ZMessage message;
                about.Signal();
                while (socket.PollIn(ZPollItem.CreateReceiver(), out message, out polled)) { }
            }
        });
        Assert.That(about.Wait(Within.Deadline));
        context.Shutdown();
        Within.Run(() => Task.WaitAll(receiver, poller));
        Within.Run(context.Terminate);
        Assert.That((woken, polled), Is.EqualTo((ZError.ETERM, ZError.ETERM)));
        Assert.That(context.ContextPtr, Is.EqualTo(IntPtr.Zero));
    }

    [Test]
    public void A_context_that_was_shut_down_gives_no_socket()
    {
        ZError error;
        Context.Shutdown();
        using (var socket = ZSocket.Create(Context, ZSocketType.REQ, out error))
        {
            Assert.That(socket, Is.Null);
        }
        Assert.That(error, Is.SameAs(ZError.ETERM));
        Assert.That(() => new ZSocket(Context, ZSocketType.REQ), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.ETERM));
    }
}
