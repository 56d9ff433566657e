namespace ZmqNative.IntegrationTests;

/// <summary>Strangers on the port do not disturb those who subscribed.</summary>
public sealed class GarbageTests
{
    /// <summary>What strangers say for which they are thrown out.</summary>
    private static readonly byte[][] s_refused =
    [
        [0xff, .. Noise()],
        // Messages of 2^62 bytes and of 2^63, which as a signed number is negative; a READY of 2^62 bytes.
        [.. RawClient.Greeting, .. RawClient.Ready, 2, 0x40, 0, 0, 0, 0, 0, 0, 0],
        [.. RawClient.Greeting, .. RawClient.Ready, 2, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [.. RawClient.Greeting, 6, 0x40, 0, 0, 0, 0, 0, 0, 0],
        // Noise after a good start.
        [.. RawClient.Greeting, .. RawClient.Ready, .. Noise()],
        // A mechanism that is not NULL.
        [.. RawClient.Greeting[..12], .. "PLAIN"u8, .. RawClient.Greeting[17..]],
    ];

    /// <summary>What strangers say that may be tolerated: the protocol's first version begins with any byte, and silence is no crime.</summary>
    private static readonly byte[][] s_tolerated =
    [
        [0, .. Noise()],
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(),
        [],
        RawClient.Greeting[..30],
        RawClient.Greeting,
        // A READY without a socket type, a subscription of a kind there is not, a message of 1 GB that never comes.
        [.. RawClient.Greeting, 4, 6, 5, .. "READY"u8],
        [.. RawClient.Greeting, .. RawClient.Ready, 0, 1, 7],
        [.. RawClient.Greeting, .. RawClient.Ready, 2, 0, 0, 0, 0, 0x40, 0, 0, 0],
    ];

    [Test]
    public void Garbage_on_the_port_disturbs_nobody()
    {
        RecordedTrace trace = new("mempool-and-block", string.Empty);
        IEnumerable<Notification> expected = trace.Messages["tcp://127.0.0.1:*"];
        using Tool publisher = Tool.Start(["publish", "--trace", trace.Folder, "--wait-for-subscribers", "1", "--settle", "1500", "--speed", "20", .. trace.Options]);
        string endpoint = publisher.EndpointOf("tcp://127.0.0.1:*");
        using NetMqSubscriber subscriber = new(endpoint);
        List<Notification> received = [subscriber.Receive()];
        List<RawClient> strangers = [.. s_tolerated.Concat(s_refused).Select(bytes => RawClient.Say(endpoint, bytes))];
        try
        {
            strangers[s_tolerated.Length..].ForEach(stranger => stranger.WaitForClose());
            received.AddRange(expected.Skip(1).Select(_ => subscriber.Receive()));
            Assert.That(received, Is.EqualTo(expected));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    private static byte[] Noise()
    {
        byte[] noise = new byte[5000];
        new Random(2).NextBytes(noise);
        return noise;
    }
}
