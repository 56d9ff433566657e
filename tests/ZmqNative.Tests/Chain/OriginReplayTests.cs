using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Chain;

/// <summary>What real nodes published, sent again over a real socket: each transaction has the origin that the recorded events have.</summary>
public sealed class OriginReplayTests
{
    private static readonly string[] s_traces = ["mempool-and-block", "rbf-replacement", "mempool-conflict-and-expiry", "restart-with-mempool", "large-block"];

    [TestCaseSource(nameof(s_traces))]
    public void Every_transaction_comes_out_once_with_the_origin_that_was_recorded(string trace)
    {
        List<RecordedMessage> recorded = [.. RecordedMessage.Read(TestData.Trace(trace)).Where(message => message.Topic is "hashtx" or "rawtx" or "sequence")];
        Dictionary<int, string> events = OriginTrace.Events(trace).ToDictionary(row => row.GetProperty("i").GetInt32(), row => row.GetProperty("name").GetString()!);
        HashSet<(string, Hash256)> seen = [];
        var expected = recorded.Where(message => message.Topic != "sequence").Select(message =>
        {
            Hash256 id = message.Topic == "rawtx" ? Transaction.Parse(message.Body).Id : Hash256.Parse(Convert.ToHexString(message.Body));
            return (message.Topic, id, events[message.Event] == "BlockConnected" ? TransactionOrigin.ConnectedBlock : TransactionOrigin.Mempool, !seen.Add((message.Topic, id)));
        }).ToArray();

        TransactionOrigins origins = new();
        List<(string, Hash256, TransactionOrigin, bool)> decided = [];
        foreach (StreamItem item in OriginTrace.Receive(recorded))
        {
            foreach (OriginatedTransaction transaction in origins.Observe(item))
            {
                decided.Add((transaction.Notification.Topic, transaction.TxId, transaction.Origin, transaction.SeenBefore));
            }
        }
        Assert.That(decided, Is.EqualTo(expected));
        Assert.That(decided, Has.Some.Matches<(string, Hash256, TransactionOrigin Origin, bool)>(one => one.Origin == TransactionOrigin.ConnectedBlock));
    }
}
