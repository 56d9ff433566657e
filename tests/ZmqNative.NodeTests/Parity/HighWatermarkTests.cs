using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests.Parity;

/// <summary>
/// A subscriber that does not read: what is kept for it and what is dropped is the same message for message. A block larger than all that
/// the kernel keeps for a unix socket stands in the way, so that nothing depends on the kernel's buffers.
/// </summary>
public sealed class HighWatermarkTests
{
    // How many notifiers publish at the one address, so how many messages tell of one block; and how many blocks follow the large one.
    [TestCase("-zmqpubrawblockhwm=1", 1, 12)]
    [TestCase("-zmqpubrawblockhwm=2", 1, 12)]
    [TestCase("-zmqpubrawblockhwm=5", 1, 12)]
    [TestCase("-zmqpubrawblockhwm=5", 3, 12)]
    [TestCase("-zmqpubrawblockhwm=0", 1, 12)]
    [TestCase("-zmqpubrawblockhwm=-7", 20, 60)]
    public void The_same_messages_are_dropped(string highWatermark, int notifiers, int blocks)
    {
        using Twins twins = new([.. Enumerable.Repeat("-zmqpubrawblock={ADDRESS}", notifiers), highWatermark]);
        twins.Node.Generate(101);
        twins.CatchUp();
        using WireClient node = new(twins.NodeAddress), ours = new(twins.OurAddress);
        node.Subscribe();
        ours.Subscribe();
        // A block that is read, so that the rest does not depend on how a new connection takes its first messages.
        twins.Generate(1);
        List<(uint Counter, Hash256 Block)> fromNode = [.. Enumerable.Range(0, notifiers).Select(_ => Read(node))];
        List<(uint Counter, Hash256 Block)> fromUs = [.. Enumerable.Range(0, notifiers).Select(_ => Read(ours))];
        twins.GenerateWith(twins.Node.SpendLarge());
        twins.Generate(blocks);
        int published = twins.Node.Height;

        ReadAll(twins, node, fromNode);
        ReadAll(twins, ours, fromUs);
        // The counter of a block is one less than its height; there are more blocks now than those that were not read.
        (uint, Hash256)[] kept = [.. fromUs.TakeWhile(message => message.Counter < published)];
        Assert.That(kept, Is.EqualTo(fromNode.TakeWhile(message => message.Counter < published)));
        Assert.That(kept, Has.Length.GreaterThan(notifiers), "the large block was not kept");
        TestContext.Out.WriteLine($"{kept.Length} of {(blocks + 2) * notifiers} messages were kept.");
    }

    // Reads until a block comes that was mined when there was nothing left to read, so when there was room for it.
    private static void ReadAll(Twins twins, WireClient client, List<(uint Counter, Hash256 Block)> read)
    {
        Hash256? last = null;
        while (read[^1].Block != last)
        {
            if (client.Poll())
            {
                read.Add(Read(client));
            }
            else
            {
                twins.Generate(1);
                last = twins.Node.Tip;
            }
        }
    }

    private static (uint Counter, Hash256 Block) Read(WireClient client) =>
        client.ReceiveMessage() is [_, byte[] block, byte[] counter]
            ? (BitConverter.ToUInt32(counter), new Hash256(SHA256.HashData(SHA256.HashData(block.AsSpan(0, 80)))))
            : throw new EndOfStreamException();
}
