using ZmqNative.Bitcoin;
using ZmqNative.Queries;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Queries to the tool, which asks a real node.</summary>
public sealed class RelayQueryTests
{
    [Test]
    public async Task A_relay_answers_at_the_address_of_its_history()
    {
        using RegtestNode node = RegtestNode.Start();
        node.Generate(3);
        using Tool relay = Tool.Start(
            "publish", "--node", $"{node.RpcAddress}", "--node-cookie", node.CookieFile, "-zmqpubhashblock=tcp://127.0.0.1:*", "-zmqhistory=tcp://127.0.0.1:*");
        string history = relay.Output.WaitFor(line => line.StartsWith("history ", StringComparison.Ordinal));
        using NodeQueryClient client = new(new NodeQueryClientOptions { Addresses = { history.Split(' ')[4] }, Timeout = RegtestNode.Deadline });
        Assert.That(await client.GetTipAsync(), Is.EqualTo(new BlockIndex(node.Tip, 3)));
        Assert.That(Block.Parse((await client.FindBlockAsync(node.BlockAt(2)))!.Raw).Hash, Is.EqualTo(node.BlockAt(2)));
        node.Freeze();
        Task<BlockIndex> asked = client.GetTipAsync();
        node.Thaw();
        Assert.That((await asked).Height, Is.EqualTo(3));
    }
}
