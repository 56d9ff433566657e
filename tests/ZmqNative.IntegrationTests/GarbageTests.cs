namespace ZmqNative.IntegrationTests;

/// <summary>Strangers on the port do not disturb those who subscribed.</summary>
public sealed class GarbageTests
{
    private static readonly byte[] s_noise = Noise();

    /// <summary>What a stranger says; all but those who just fall silent are thrown out.</summary>
    private static readonly (byte[] Bytes, bool ThrownOut)[] s_strangers =
    [
        (s_noise, true),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), true),
        // Messages of 2^62 bytes and of 2^63, which as a signed number is negative.
        ([.. RawClient.Greeting, .. RawClient.Ready, 2, 0x40, 0, 0, 0, 0, 0, 0, 0], true),
        ([.. RawClient.Greeting, .. RawClient.Ready, 2, 0x80, 0, 0, 0, 0, 0, 0, 0], true),
        // A READY that claims 2^62 bytes, and one without a socket type.
        ([.. RawClient.Greeting, 6, 0x40, 0, 0, 0, 0, 0, 0, 0], true),
        ([.. RawClient.Greeting, 4, 6, 5, .. "READY"u8], true),
        // Nobody gets in by a mechanism that is not NULL.
        ([.. RawClient.Greeting[..12], .. "PLAIN"u8, .. RawClient.Greeting[17..]], true),
        // Noise after a good start; a subscription of a kind there is not.
        ([.. RawClient.Greeting, .. RawClient.Ready, .. s_noise], false),
        ([.. RawClient.Greeting, .. RawClient.Ready, 0, 1, 7], false),
        // Silence after half a greeting, after all of it, after nothing; a message of 1 GB that never comes.
        (RawClient.Greeting[..30], false),
        (RawClient.Greeting, false),
        ([], false),
        ([.. RawClient.Greeting, .. RawClient.Ready, 2, 0, 0, 0, 0, 0x40, 0, 0, 0], false),
    ];

    [Test]
    public void Garbage_on_the_port_disturbs_nobody()
    {
        RecordedTrace trace = new("mempool-and-block", string.Empty);
        using Tool publisher = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", "1", "--speed", "20", "--exit", .. trace.Options]);
        string endpoint = publisher.EndpointOf("tcp://127.0.0.1:*");
        using NetMqSubscriber subscriber = new(endpoint);
        List<Notification> received = [subscriber.Receive()];
        List<RawClient> strangers = [];
        try
        {
            foreach ((byte[] bytes, _) in s_strangers)
            {
                RawClient stranger = new(endpoint);
                strangers.Add(stranger);
                stranger.Send(bytes);
            }
            foreach ((RawClient stranger, (_, bool thrownOut)) in strangers.Zip(s_strangers))
            {
                if (thrownOut)
                {
                    stranger.WaitForClose();
                }
            }
            // All of that was while it was still publishing.
            Assert.That(publisher.Error.All, Is.Empty);
            Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
        received.AddRange(subscriber.ReceiveToTheEnd());
        Assert.That(received, Is.EqualTo(trace.Messages["tcp://127.0.0.1:*"]));
    }

    private static byte[] Noise()
    {
        byte[] noise = new byte[5000];
        new Random(2).NextBytes(noise);
        return noise;
    }
}
