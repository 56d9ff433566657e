using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZeroMQ.Tests;

/// <summary>The program of docs/migrating-from-clrzmq4.md: what clrzmq4's users did with bitcoind's notifications.</summary>
public sealed class NotificationConsumerTests
{
    [Test]
    public void Three_frames_of_a_notification_are_polled_for_and_read()
    {
        Hash256 hash = Hash256.Parse("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
        using TestPublisher publisher = new();
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.SUB);
        socket.Subscribe("hashblock");
        socket.Connect(publisher.Address);
        publisher.WaitForSubscriber(Sockets.Deadline, "hashblock");
        ZPollItem item = ZPollItem.CreateReceiver();
        for (uint number = 0; number < 3; number++)
        {
            publisher.HashTransaction(hash);
            publisher.HashBlock(hash);
            Assert.That(socket.PollIn(item, out ZMessage message, out ZError error, Sockets.Deadline), Is.True, $"{error}");
            using (message)
            {
                Assert.That((message.Count, message[0].ReadString(), message[2].ReadUInt32()), Is.EqualTo((3, "hashblock", number)));
                Assert.That(Convert.ToHexStringLower(message[1].Read()), Is.EqualTo(hash.ToString()));
            }
        }
        context.Shutdown();
        Assert.That(socket.PollIn(item, out _, out ZError ended, Sockets.Deadline), Is.False);
        Assert.That(ended, Is.SameAs(ZError.ETERM));
    }
}
