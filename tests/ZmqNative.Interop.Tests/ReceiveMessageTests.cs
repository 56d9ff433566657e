using System.Text;

namespace ZmqNative.Interop.Tests;

/// <summary>A message received by one call, up to its third part.</summary>
public class ReceiveMessageTests : SocketFixture
{
    private readonly ZmqMessage[] _parts = [new(), new(), new()];

    [OneTimeTearDown]
    public void DisposeOfParts() => Array.ForEach(_parts, part => part.Dispose());

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void It_has_as_many_parts_as_were_sent_and_those_after_the_third_are_left(int parts)
    {
        (ZmqSocket left, ZmqSocket right) = OpenPair();
        for (int i = 1; i <= parts; i++)
        {
            left.Send(Encoding.ASCII.GetBytes($"part {i}"), more: i < parts);
        }
        left.Send("next"u8);
        Assert.That((TryReceive(right, out bool more), more), Is.EqualTo((Math.Min(parts, 3), parts > 3)));
        for (int i = 1; i <= Math.Min(parts, 3); i++)
        {
            Assert.That(Encoding.ASCII.GetString(_parts[i - 1].Span), Is.EqualTo($"part {i}"));
        }
        Assert.That(ReceiveText(right), Is.EqualTo(parts > 3 ? "part 4" : "next"));
    }

    [Test]
    public void There_is_none()
    {
        ZmqSocket socket = Open(ZmqSocketType.Pair);
        Within.Run(() => Assert.That((TryReceive(socket, out bool more), more), Is.EqualTo((0, false))));
        Context.Shutdown();
        Assert.That(() => TryReceive(socket, out _), Throws.TypeOf<ZmqException>().With.Property(nameof(ZmqException.IsContextTerminated)).True);
    }

    [Test, Platform("Linux")]
    public void Signals_lose_no_message_and_keep_the_order()
    {
        const int Messages = 50_000;
        ZmqSocket publisher = OpenPublisher(), subscriber = OpenSubscriber(publisher);
        Within.Run(
            () =>
            {
                using ZmqSocketHold hold = publisher.Hold();
                for (int i = 0; i < Messages; i++)
                {
                    publisher.Send(BitConverter.GetBytes(i), more: true);
                    publisher.Send(BitConverter.GetBytes(i));
                }
            },
            () =>
            {
                using SignalStorm storm = new();
                for (int i = 0; i < Messages;)
                {
                    int received = TryReceive(subscriber, out _);
                    if (received == 2 && BitConverter.ToInt32(_parts[0].Span) == i && BitConverter.ToInt32(_parts[1].Span) == i)
                    {
                        i++;
                    }
                    else if (received != 0)
                    {
                        Assert.Fail($"Message {i} has {received} parts, the first is [{Convert.ToHexString(_parts[0].Span)}].");
                    }
                }
                Assert.That(storm.Sent, Is.Positive);
            });
    }

    private int TryReceive(ZmqSocket socket, out bool more) => socket.TryReceive(_parts[0], _parts[1], _parts[2], out more);
}
