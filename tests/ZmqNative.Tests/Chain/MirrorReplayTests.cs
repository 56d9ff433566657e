using System.Text.Json;
using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Chain;

/// <summary>What real nodes published, sent again over a real socket: after each message the mirror has what the recorded events say.</summary>
public sealed class MirrorReplayTests
{
    private static readonly string[] s_traces = ["mempool-and-block", "rbf-replacement", "mempool-conflict-and-expiry", "restart-with-mempool"];

    [TestCaseSource(nameof(s_traces))]
    public async Task The_mirror_has_what_the_node_had(string trace)
    {
        Dictionary<string, string> blocks = File.ReadLines(Path.Combine(TestData.Trace(trace), "blocks.jsonl")).Select(line => JsonElement.Parse(line))
            .ToDictionary(row => row.GetProperty("hash").GetString()!, row => row.GetProperty("hex").GetString()!);
        Dictionary<int, JsonElement> events = OriginTrace.Events(trace).ToDictionary(row => row.GetProperty("i").GetInt32());
        List<RecordedMessage> recorded = [.. RecordedMessage.Read(TestData.Trace(trace)).Where(message => message.Topic == "sequence")];
        // The node before it all: its first block, and nothing in the mempool.
        using FollowServer node = new((method, parameters) => method switch
        {
            "getbestblockhash" => blocks.Keys.First(),
            "getrawmempool" => new JsonObject { ["txids"] = new JsonArray(), ["mempool_sequence"] = 1 },
            "getblock" => blocks[parameters[0]!.GetValue<string>()],
            _ => throw new FollowRefusal(-32601),
        });
        MempoolMirror mirror = new(node.Rpc);
        int snapshots = 0, confirmed = 0;
        mirror.StateChanged += state => snapshots += state == MempoolState.Live ? 1 : 0;
        await mirror.ResyncAsync();
        HashSet<Hash256> expected = [];
        foreach ((RecordedMessage message, StreamItem item) in recorded.Zip(OriginTrace.Receive(recorded)))
        {
            JsonElement row = events[message.Event];
            switch (row.GetProperty("name").GetString())
            {
                case "TransactionAddedToMempool":
                    expected.Add(Hash256.Parse(row.GetProperty("txid").GetString()));
                    break;
                case "TransactionRemovedFromMempool":
                    expected.Remove(Hash256.Parse(row.GetProperty("txid").GetString()));
                    break;
                default:
                    confirmed += expected.RemoveWhere(id => Block.Parse(Convert.FromHexString(blocks[row.GetProperty("hash").GetString()!])).Transactions.ToArray().Any(transaction => transaction.Id == id));
                    break;
            }
            await mirror.ObserveAsync(item);
            Assert.That(mirror.TransactionIds, Is.EquivalentTo(expected), $"{item}");
        }
        Assert.That(snapshots, Is.EqualTo(1), "gaps in the mempool sequence are no loss");
        Assert.That(confirmed, Is.GreaterThan(0));
    }
}
