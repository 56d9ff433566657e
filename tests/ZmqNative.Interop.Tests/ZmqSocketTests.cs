using System.Buffers.Binary;

namespace ZmqNative.Interop.Tests;

public class ZmqSocketTests : SocketFixture
{
    private static readonly ZmqConstant s_topic = new("rawblock"u8);

    [TestCase("inproc://whole")]
    [TestCase(AnyPort)]
    public void A_message_of_three_parts_arrives_whole_whatever_kind_its_parts_are(string endpoint)
    {
        ZmqSocket publisher = OpenPublisher(endpoint), subscriber = OpenSubscriber(publisher);
        byte[] body = new byte[50_000];
        new Random(1).NextBytes(body);
        using ZmqMessage message = new();
        message.Adopt(body);
        Assert.That(publisher.Send(s_topic, more: true) && publisher.Send(message, more: true) && publisher.Send([1, 0, 0, 0]));
        Assert.That(ReceiveParts(subscriber), Is.EqualTo(new[] { "rawblock"u8.ToArray(), body, [1, 0, 0, 0] }));
    }

    /// <summary>libzmq ends the process on some of them.</summary>
    [Test]
    public void An_endpoint_that_is_null_is_refused()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        foreach (Action<string> call in new Action<string>[] { socket.Bind, socket.Connect, socket.Unbind, socket.Disconnect })
        {
            Assert.That(() => call(null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("endpoint"));
        }
    }

    [Test]
    public void Empty_parts_are_parts()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using ZmqMessage empty = new();
        Assert.That(left.Send([], more: true) && left.Send(new ZmqConstant([]), more: true) && left.Send(empty));
        Assert.That(ReceiveParts(right), Is.EqualTo(new byte[][] { [], [], [] }));
    }

    [Test]
    public void A_constant_is_what_it_was_made_of()
    {
        byte[] bytes = "hashtx"u8.ToArray();
        ZmqConstant constant = new(bytes);
        bytes[0] = 0;
        Assert.That(constant.Span.SequenceEqual("hashtx"u8));
    }

    [Test]
    public void Holds_nest_and_the_socket_is_free_when_the_outermost_ends()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using (left.Hold())
        {
            using (left.Hold())
            {
                Assert.That(left.Send("a"u8));
            }
            Assert.That(left.Send("b"u8));
        }
        Within.Run(() => Assert.That(left.Send("c"u8)));
        Assert.That(new[] { ReceiveText(right), ReceiveText(right), ReceiveText(right) }, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void A_hold_keeps_other_threads_out_until_it_ends()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        Task other;
        using (left.Hold())
        {
            using ManualResetEventSlim started = new();
            other = Within.Start(() =>
            {
                started.Set();
                left.Send("other"u8);
            });
            Assert.That(started.Wait(Within.Deadline));
            for (int i = 0; i < 1000; i++)
            {
                left.Send("mine"u8);
            }
        }
        Within.Run(() => other.Wait(Within.Deadline));
        Assert.That(Enumerable.Range(0, 1000).Select(_ => ReceiveText(right)), Is.All.EqualTo("mine"));
        Assert.That(ReceiveText(right), Is.EqualTo("other"));
    }

    [Test]
    public void Dispose_during_a_hold_closes_the_socket_when_the_hold_ends()
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        using (left.Hold())
        {
            Within.Run(left.Dispose);
            Assert.That(left.Send("last words"u8));
            Assert.That(ReceiveText(right), Is.EqualTo("last words"));
        }
        Assert.That(() => left.Send("x"u8), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Messages_sent_by_many_threads_inside_holds_never_mix_their_parts()
    {
        const int Threads = 6, Messages = 2000;
        ZmqSocket publisher = OpenPublisher("inproc://many"), subscriber = OpenSubscriber(publisher);
        Action Sender(byte thread) => () =>
        {
            Span<byte> counter = stackalloc byte[sizeof(int)];
            for (int i = 0; i < Messages; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(counter, i);
                using ZmqSocketHold hold = publisher.Hold();
                publisher.Send([thread], more: true);
                publisher.Send([thread], more: true);
                publisher.Send(counter);
            }
        };
        void Receiver()
        {
            int[] next = new int[Threads];
            for (int i = 0; i < Threads * Messages; i++)
            {
                List<byte[]> parts = ReceiveParts(subscriber);
                Assert.That(parts, Has.Count.EqualTo(3));
                int thread = parts[0][0];
                Assert.That(parts[1][0], Is.EqualTo(thread));
                Assert.That(BinaryPrimitives.ReadInt32LittleEndian(parts[2]), Is.EqualTo(next[thread]++));
            }
        }
        Within.Run([Receiver, .. Enumerable.Range(0, Threads).Select(thread => Sender((byte)thread))]);
    }
}
