namespace ZmqNative.Interop.Tests;

/// <summary>The length of a subscription is written in one byte or eight; which of them must be said right on both sides of the limit.</summary>
public class LongTopicTests : SocketFixture
{
    private static readonly string[] s_transports = OperatingSystem.IsWindows() ? ["tcp"] : ["tcp", "ipc"];

    [Test]
    public void A_topic_of_any_length_is_subscribed_to_and_cancelled(
        [ValueSource(nameof(s_transports))] string transport, [Values(244, 245, 246, 248, 249, 255, 256)] int length)
    {
        if (length is > 245 and < 256)
        {
            Libzmq435.Require(Context);
        }
        byte[] topic = [.. Enumerable.Repeat((byte)'l', length)];
        ZmqSocket publisher = Open(ZmqSocketType.XPublish), subscriber = Open(ZmqSocketType.Subscribe);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            publisher.Bind(transport == "tcp" ? AnyPort : $"ipc://{folder}/socket");
            subscriber.Subscribe(topic);
            subscriber.Subscribe("short"u8);
            subscriber.Connect(publisher.LastEndpoint);
            byte[][] arrived = [ReceiveParts(publisher).Single(), ReceiveParts(publisher).Single()];
            Assert.That(arrived, Is.EquivalentTo(new byte[][] { [1, .. topic], [1, .. "short"u8] }));
            publisher.Send(topic);
            Assert.That(ReceiveParts(subscriber).Single(), Is.EqualTo(topic));

            subscriber.Unsubscribe(topic);
            Assert.That(ReceiveParts(publisher).Single(), Is.EqualTo((byte[])[0, .. topic]));
            publisher.Send("short, after it"u8);
            Assert.That(ReceiveText(subscriber), Is.EqualTo("short, after it"));
        }
        finally
        {
            publisher.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
