using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace ZmqNative.IntegrationTests;

/// <summary><c>publish --blocks</c> with real blocks.</summary>
public sealed class BlockTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private static readonly string[] s_hashesAndBlocks = [$"-zmqpubhashblock={Anywhere}", "-zmqpubhashblockhwm=0", $"-zmqpubrawblock={Anywhere}"];

    [Test]
    public void The_chain_of_a_block_file_is_published_in_order()
    {
        string file = Path.Combine(TestData.Blocks, "mainnet-1-255.blk.dat");
        List<Notification> received = Publish(file, "255 blocks");
        List<byte[]> blocks = Chain(File.ReadAllBytes(file));
        Assert.That(blocks, Has.Count.EqualTo(255));
        Assert.That(received, Is.EqualTo(blocks.Index().SelectMany(block => Messages(block.Item, block.Index))));
    }

    [Test]
    public void A_block_alone_is_published()
    {
        foreach (JsonElement expected in JsonElement.Parse(File.ReadAllText(Path.Combine(TestData.Blocks, "expected.json"))).EnumerateArray())
        {
            string name = expected.GetProperty("file").GetString()!;
            if (name.EndsWith(".raw", StringComparison.Ordinal))
            {
                string file = Path.Combine(TestData.Blocks, name);
                List<Notification> received = Publish(file, "1 blocks");
                Assert.That(received[0].Body, Is.EqualTo(expected.GetProperty("hash").GetString()));
                Assert.That(received, Is.EqualTo(Messages(File.ReadAllBytes(file), 0)));
            }
        }
    }

    private static List<Notification> Publish(string blocks, string progress)
    {
        using Tool publisher = Tool.Start(["publish", "--blocks", blocks, "--wait-for-subscribers", "1", "--settle", "1500", "--exit", .. s_hashesAndBlocks]);
        using NetMqSubscriber subscriber = new(publisher.EndpointOf(Anywhere));
        Assert.That(publisher.WaitForExit(), Is.Zero, publisher.Error.ToString);
        Assert.That(publisher.Error.All, Has.One.Match($"^Published {progress}, [\\d,]+ blocks/s, 0:00:00 left$"));
        return subscriber.ReceiveToTheEnd();
    }

    private static IEnumerable<Notification> Messages(byte[] block, int number)
    {
        byte[] counter = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(counter, number);
        string sequence = Convert.ToHexStringLower(counter);
        string body = block.Length > 4096 ? Notification.Long(Convert.ToHexStringLower(SHA256.HashData(block)), block.Length) : Convert.ToHexStringLower(block);
        return [new("hashblock", Hash(block), sequence), new("rawblock", body, sequence)];
    }

    /// <summary>The blocks of a file, each after the one its header names.</summary>
    private static List<byte[]> Chain(ReadOnlySpan<byte> file)
    {
        Dictionary<string, byte[]> byPrevious = [];
        HashSet<string> hashes = [];
        while (!file.IsEmpty)
        {
            int end = 8 + BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
            byte[] block = file[8..end].ToArray();
            byPrevious.Add(Previous(block), block);
            hashes.Add(Hash(block));
            file = file[end..];
        }
        List<byte[]> chain = [];
        for (byte[]? next = byPrevious.Values.Single(block => !hashes.Contains(Previous(block))); next is not null; next = byPrevious.GetValueOrDefault(Hash(next)))
        {
            chain.Add(next);
        }
        return chain;
    }

    private static string Previous(byte[] block) => Reversed(block[4..36]);

    private static string Hash(byte[] block) => Reversed(SHA256.HashData(SHA256.HashData(block.AsSpan(0, 80))));

    private static string Reversed(byte[] hash) => Convert.ToHexStringLower([.. hash.Reverse()]);
}
