using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>A message of three parts sent by one call, and sockets that leave locking to the caller.</summary>
public class SendMessageTests : SocketFixture
{
    private static readonly ZmqConstant s_topic = new("topic"u8);

    private readonly byte[] _body = [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)];

    [TestCase(0, 0)]
    [TestCase(32, 4)]
    [TestCase(10_000, 4)]
    public void Three_parts_arrive_as_one_message(int length, int last)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage body = new();
        body.Adopt(_body.AsMemory(0, length));
        Assert.That(left.Send(s_topic, _body.AsSpan(0, length), _body.AsSpan(0, last), out int copying) && left.Send(s_topic, body, _body.AsSpan(0, last), out int sharing) && copying == sharing);
        byte[][] expected = ["topic"u8.ToArray(), _body[..length], _body[..last]];
        Assert.That(ReceiveParts(right), Is.EqualTo(expected));
        Assert.That(ReceiveParts(right), Is.EqualTo(expected));
        Assert.That(body.Span.SequenceEqual(_body.AsSpan(0, length)), "the part is still what it was");
    }

    [Test]
    public void An_error_comes_as_a_number_and_the_body_is_still_there()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        using ZmqMessage body = new();
        body.Adopt(_body);
        Context.Shutdown();
        Assert.That((socket.Send(s_topic, "x"u8, "y"u8, out int copying), copying), Is.EqualTo((false, LibZmq.ETERM)));
        Assert.That((socket.Send(s_topic, body, "y"u8, out int sharing), sharing), Is.EqualTo((false, LibZmq.ETERM)));
        Assert.That(body.Span.SequenceEqual(_body));
    }

    [Test, Platform("Linux")]
    public void Signals_keep_the_parts_together()
    {
        ZmqSocket publisher = OpenPublisher("inproc://storm"), subscriber = OpenSubscriber(publisher);
        Within.Run(() =>
        {
            using ZmqMessage body = new(), part = new();
            using SignalStorm storm = new();
            for (int i = 0; i < 100_000; i++)
            {
                ReadOnlySpan<byte> number = MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in i));
                number.CopyTo(body.Allocate(sizeof(int)));
                bool sent = i % 2 == 0 ? publisher.Send(s_topic, number, number, out int error) : publisher.Send(s_topic, body, number, out error);
                if (!sent || !IsNext(subscriber, part, "topic"u8) || !IsNext(subscriber, part, number) || !IsNext(subscriber, part, number) || part.HasMore)
                {
                    Assert.Fail($"Message {i}, error {error}: [{Convert.ToHexString(part.Span)}].");
                }
            }
            Assert.That(storm.Sent, Is.Positive);
        });

        static bool IsNext(ZmqSocket subscriber, ZmqMessage part, ReadOnlySpan<byte> bytes) => subscriber.Receive(part) && part.Span.SequenceEqual(bytes);
    }

    [Test]
    public void A_socket_without_a_lock_sends_receives_and_closes()
    {
        using ZmqSocket left = new(Context, ZmqSocketType.Pair, locked: false);
        ZmqSocket right = new(Context, ZmqSocketType.Pair, locked: false) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
        left.Bind("inproc://unlocked");
        right.Connect("inproc://unlocked");
        using (left.Hold())
        {
            Assert.That(left.Send("x"u8));
        }
        Assert.That(ReceiveText(right), Is.EqualTo("x"));
        right.Dispose();
        right.Dispose();
        Within.Run(() => Assert.That(() => right.Send("x"u8), Throws.TypeOf<ObjectDisposedException>()));
        Assert.That(() => right.Hold().Dispose(), Throws.TypeOf<ObjectDisposedException>());
    }
}
