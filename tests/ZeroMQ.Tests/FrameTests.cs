using System.Runtime.InteropServices;
using System.Text;

namespace ZeroMQ.Tests;

public sealed class FrameTests
{
    [Test]
    public void A_frame_of_a_value_is_at_its_end_and_reads_from_where_it_is_put()
    {
        using ZFrame frame = new("text");
        Assert.That((frame.Length, frame.Position, frame.ReadString()), Is.EqualTo((4, 4, "")));
        frame.Position = 1;
        Assert.That(frame.ReadString(), Is.EqualTo("ext"));
        Assert.That((frame.ToString(), frame.Position), Is.EqualTo(("text", 4)));
    }

    [Test]
    public void Numbers_are_in_the_machines_byte_order_and_read_back()
    {
        using ZFrame frame = ZFrame.Create(1 + 2 + 2 + 2 + 4 + 4 + 8 + 8);
        frame.Write((byte)200);
        frame.Write(short.MinValue);
        frame.Write(ushort.MaxValue);
        frame.Write('€');
        frame.Write(int.MinValue);
        frame.Write(uint.MaxValue);
        frame.Write(long.MinValue);
        frame.Write(ulong.MaxValue);
        Assert.That(frame.Position, Is.EqualTo(frame.Length));
        frame.Position = 0;
        Assert.That(frame.ReadAsByte(), Is.EqualTo(200));
        Assert.That(frame.ReadInt16(), Is.EqualTo(short.MinValue));
        Assert.That(frame.ReadUInt16(), Is.EqualTo(ushort.MaxValue));
        Assert.That(frame.ReadChar(), Is.EqualTo('€'));
        Assert.That(frame.ReadInt32(), Is.EqualTo(int.MinValue));
        Assert.That(frame.ReadUInt32(), Is.EqualTo(uint.MaxValue));
        Assert.That(frame.ReadInt64(), Is.EqualTo(long.MinValue));
        Assert.That(frame.ReadUInt64(), Is.EqualTo(ulong.MaxValue));
        using ZFrame number = new(0x01020304);
        number.Position = 0;
        Assert.That(number.Read(), Is.EqualTo(BitConverter.GetBytes(0x01020304)));
    }

    [Test]
    public void Reading_too_much_gives_defaults()
    {
        using ZFrame frame = new((byte)1);
        frame.Position = 0;
        Assert.That((frame.ReadInt32(), frame.ReadByte(), frame.ReadAsByte(), frame.ReadInt64()), Is.EqualTo((0, -1, 0, 0L)));
        Assert.That(frame.Read(), Is.Empty);
        Assert.That(frame.Read(new byte[4], 0, 4), Is.Zero);
    }

    [TestCase("ab\0cd", "ab", "cd", "")]
    [TestCase("ab", "ab", "", "")]
    [TestCase("\0\0ab", "", "", "ab")]
    public void Text_ends_at_a_zero_which_is_skipped(string content, string first, string second, string third)
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.UTF32 })
        {
            using ZFrame frame = new(content, encoding);
            frame.Position = 0;
            Assert.That((frame.ReadString(encoding), frame.ReadString(encoding), frame.ReadString(encoding)), Is.EqualTo((first, second, third)), encoding.WebName);
        }
    }

    [Test]
    public void A_line_ends_at_a_line_feed_with_or_without_carriage_return()
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            using ZFrame frame = new("one\ntwo\r\nthr\ree\0four", encoding);
            frame.Position = 0;
            Assert.That(Enumerable.Range(0, 5).Select(_ => frame.ReadLine(encoding)), Is.EqualTo(new[] { "one", "two", "thr\ree", "four", "" }));
        }
    }

    /// <summary>In UTF-16 the bytes of U+0100 and U+0A00 look like a zero and a line feed, if one begins in the middle.</summary>
    [Test]
    public void Half_a_character_is_not_the_end()
    {
        using ZFrame frame = new("\u0100\u0001\u0A00x\ny", Encoding.Unicode);
        frame.Position = 0;
        Assert.That(frame.ReadLine(Encoding.Unicode), Is.EqualTo("\u0100\u0001\u0A00x"));
    }

    [Test]
    public void Bytes_that_are_no_text_do_not_carry_the_position_beyond_the_end()
    {
        using ZFrame frame = new([0xff, 0xfe, 0xff, 0, 0x41]);
        frame.Position = 0;
        Assert.That(frame.ReadString(), Is.EqualTo("\uFFFD\uFFFD\uFFFD"));
        Assert.That((frame.Position, frame.ReadString(), frame.Position), Is.EqualTo((4, "A", 5)));
    }

    [Test]
    public void Only_so_many_bytes_are_read_as_text()
    {
        using ZFrame frame = new("abcdef");
        frame.Position = 0;
        Assert.That((frame.ReadString(2), frame.ReadString(100), frame.ReadString(1)), Is.EqualTo(("ab", "cdef", "")));
    }

    [Test]
    public void A_frame_never_grows()
    {
        using ZFrame frame = ZFrame.Create(3);
        Assert.That(() => frame.Write(1), Throws.InvalidOperationException.With.Message.EqualTo("4 bytes do not fit at position 0 of a frame of 3."));
        Assert.That(() => frame.WriteLine("x"), Throws.Nothing);
        Assert.That(() => frame.WriteByte(0), Throws.InvalidOperationException);
        Assert.That(() => frame.SetLength(9), Throws.TypeOf<NotSupportedException>());
        Assert.That(frame.Flush, Throws.TypeOf<NotSupportedException>());
        Assert.That(() => frame.Position = 4, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => frame.Seek(-1, SeekOrigin.Begin), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(frame.Seek(-1, SeekOrigin.End), Is.EqualTo(2));
    }

    [Test]
    public void It_is_a_stream()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        using ZFrame frame = ZFrame.FromStream(new MemoryStream(bytes), 10, 99_000);
        using MemoryStream copy = new();
        frame.CopyTo(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(bytes[10..99_010]));
        Assert.That((frame.CanRead, frame.CanWrite, frame.CanSeek, frame.CanTimeout), Is.EqualTo((true, true, true, false)));
    }

    [Test]
    public void Duplicates_begin_at_0_and_share_longer_content()
    {
        using ZFrame small = new("small"), large = new(new byte[1000]);
        using ZFrame smaller = small.Duplicate(), larger = (ZFrame)large.Clone();
        Assert.That((smaller.Position, larger.Position, smaller.ReadString(), larger.Length), Is.EqualTo((0, 0, "small", 1000)));
        large.Position = small.Position = 0;
        large.WriteByte(7);
        small.WriteByte((byte)'S');
        Assert.That((larger.ReadByte(), smaller.ToString()), Is.EqualTo((7, "small")));
        Assert.That(large.GetOption(ZFrameOption.SHARED), Is.EqualTo(1));
    }

    [Test]
    public void Content_is_copied_or_moved_to_another_frame_without_its_bytes()
    {
        using ZFrame source = new("content"), target = new("else"), last = new();
        source.CopyZeroTo(target);
        Assert.That((source.ToString(), target.ToString()), Is.EqualTo(("content", "content")));
        source.MoveZeroTo(last);
        Assert.That((source.IsDismissed, last.ReadString()), Is.EqualTo((true, "content")));
    }

    [Test]
    public void A_dismissed_frame_says_so()
    {
        ZFrame frame = new("x");
        Assert.That((frame.Ptr, frame.DataPtr()), Is.Not.EqualTo((IntPtr.Zero, IntPtr.Zero)));
        frame.Dismiss();
        frame.Dismiss();
        frame.Dispose();
        Assert.That((frame.IsDismissed, frame.Length, frame.ReadString(), frame.ToString()), Is.EqualTo((true, -1, (string?)null, "ZeroMQ.ZFrame")));
        Assert.That((frame.Ptr, frame.DataPtr()), Is.EqualTo((IntPtr.Zero, IntPtr.Zero)));
        Assert.That(() => frame.ReadByte(), Throws.TypeOf<ObjectDisposedException>().With.Property("ObjectName").EqualTo("frame"));
    }

    [Test]
    public void What_is_not_known_of_a_frame_is_an_error()
    {
        using ZFrame frame = new("x");
        Assert.That(() => frame.GetOption("Peer-Address"), Throws.TypeOf<ZException>());
        Assert.That(frame.GetOption("Peer-Address", out ZError error), Is.Null);
        Assert.That(error, Is.SameAs(ZError.EINVAL));
        Assert.That(frame.GetOption((ZFrameOption)99, out error), Is.EqualTo(-1));
        Assert.That(() => frame.GetOption((ZFrameOption)99), Throws.TypeOf<ZException>());
    }

    /// <summary>A stream of more than an int can count: it is read and sought like any other.</summary>
    [Test]
    public void A_frame_of_2_GiB_is_a_stream_of_2_GiB()
    {
        const long Long = (1L << 31) + 10;
        using ZFrame frame = new();
        nint library = NativeLibrary.Load(ZmqNative.Interop.ZmqLibrary.Path);
        InitSize initSize = Marshal.GetDelegateForFunctionPointer<InitSize>(NativeLibrary.GetExport(library, "zmq_msg_init_size"));
        Assert.That(initSize(frame.Ptr, (nuint)Long), Is.Zero);
        Assert.That((frame.Length, frame.Position), Is.EqualTo((Long, 0L)));
        Assert.That(frame.Seek(-1, SeekOrigin.End), Is.EqualTo(Long - 1));
        frame.WriteByte(7);
        frame.Position = Long - 2;
        Assert.That((frame.ReadByte(), frame.ReadByte(), frame.ReadByte()), Is.EqualTo((0, 7, -1)));
        frame.Position = Long - 2;
        byte[] bytes = new byte[10];
        Assert.That((frame.Read(bytes, 0, 10), bytes[1], frame.Position), Is.EqualTo((2, (byte)7, Long)));
        frame.Position = Long - 1;
        using MemoryStream copy = new();
        frame.CopyTo(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(new byte[] { 7 }));
        Assert.That(() => frame.Position = Long + 1, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int InitSize(nint message, nuint size);
}
