namespace ZeroMQ.Tests;

public sealed class MessageTests
{
    [Test]
    public void It_is_a_list_that_owns_its_frames()
    {
        ZFrame b = new("b"), c = new("c");
        ZMessage message = new() { new ZFrame("a"), b };
        message.Append(c);
        message.Prepend(new ZFrame("0"));
        message.Insert(2, new ZFrame("x"));
        message.AddRange([new ZFrame("d"), new ZFrame("e")]);
        message.AppendRange([new ZFrame("f")]);
        Assert.That(message.Select(frame => frame.ToString()), Is.EqualTo(new[] { "0", "a", "x", "b", "c", "d", "e", "f" }));
        Assert.That((message.Count, message.IndexOf(b), message.Contains(c), message[3]), Is.EqualTo((8, 3, true, b)));
        Assert.That(((ICollection<ZFrame>)message).IsReadOnly, Is.False);
        Assert.That(() => message[8], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => message[-1], Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => message.Insert(9, b), Throws.TypeOf<ArgumentOutOfRangeException>());
        message.Dispose();
        message.Dispose();
        Assert.That((b.IsDismissed, c.IsDismissed), Is.EqualTo((true, true)));
        Assert.That(() => message.Count, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void What_is_taken_out_is_disposed_of_unless_it_is_wanted()
    {
        ZFrame a = new("a"), b = new("b"), c = new("c"), d = new("d");
        using ZMessage message = new([a, b, c, d]);
        Assert.That(message.RemoveAt(0, false), Is.SameAs(a));
        message.RemoveAt(0);
        Assert.That((a.IsDismissed, b.IsDismissed), Is.EqualTo((false, true)));
        Assert.That((message.Remove(c, false), message.Remove(c), message.Remove(c, true)), Is.EqualTo((c, false, (ZFrame?)null)));
        ZFrame e = new("e");
        Assert.That(message.ReplaceAt(0, e, false), Is.SameAs(d));
        message.ReplaceAt(0, a);
        Assert.That((d.IsDismissed, e.IsDismissed), Is.EqualTo((false, true)));
        Assert.That((message.Remove(a), a.IsDismissed, message.Count), Is.EqualTo((true, true, 0)));
        c.Dispose();
        d.Dispose();
    }

    [Test]
    public void Popping_takes_the_first_frame_from_its_beginning()
    {
        using ZMessage message =
        [
            new ZFrame("text"), new ZFrame((byte)1), new ZFrame((byte)2), new ZFrame('c'), new ZFrame((short)-3), new ZFrame((ushort)4), new ZFrame(-5),
            new ZFrame(6u), new ZFrame(-7L), new ZFrame(8ul), new ZFrame([9, 10, 11]), new ZFrame("last"),
        ];
        Assert.That(message.PopString(), Is.EqualTo("text"));
        Assert.That((message.PopByte(), message.PopAsByte(), message.PopChar()), Is.EqualTo((1, 2, 'c')));
        Assert.That((message.PopInt16(), message.PopUInt16(), message.PopInt32(), message.PopUInt32()), Is.EqualTo((-3, 4, -5, 6u)));
        Assert.That((message.PopInt64(), message.PopUInt64()), Is.EqualTo((-7L, 8ul)));
        byte[] bytes = new byte[4];
        Assert.That((message.PopBytes(bytes, 1, 3), bytes), Is.EqualTo((3, new byte[] { 0, 9, 10, 11 })));
        using ZFrame last = message.Pop();
        Assert.That((last.Position, last.ReadString(), message.Count), Is.EqualTo((0, "last", 0)));
        Assert.That(message.Pop, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Wrapping_and_unwrapping_add_and_drop_an_empty_delimiter()
    {
        using ZMessage message = [new ZFrame("body")];
        message.Wrap(new ZFrame("id"));
        Assert.That(message.Select(frame => frame.ToString()), Is.EqualTo(new[] { "id", "", "body" }));
        using ZFrame identity = message.Unwrap();
        Assert.That((identity.ToString(), message.Count), Is.EqualTo(("id", 1)));
        using ZFrame body = message.Unwrap();
        Assert.That((body.ToString(), message.Count), Is.EqualTo(("body", 0)));
    }

    [Test]
    public void Duplicates_and_arrays_of_a_message_have_frames_of_their_own()
    {
        ZMessage message = [new ZFrame("a"), new ZFrame("b")];
        using ZMessage duplicate = message.Duplicate(), clone = (ZMessage)message.Clone();
        ZFrame[] array = message.ToArray();
        message.Dispose();
        Assert.That(duplicate.Concat(clone).Concat(array).Select(frame => frame.ToString()), Is.EqualTo(new[] { "a", "b", "a", "b", "a", "b" }));
        Array.ForEach(array, frame => frame.Dispose());
    }

    [Test]
    public void Clearing_disposes_of_the_frames()
    {
        ZFrame frame = new("a");
        using ZMessage message = [frame];
        message.Clear();
        Assert.That((frame.IsDismissed, message.Count), Is.EqualTo((true, 0)));
        message.Add(new ZFrame("b"));
        Assert.That(message.Single().ToString(), Is.EqualTo("b"));
    }
}
