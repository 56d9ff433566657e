using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Recordings;

/// <summary>Writes down what it is told, one line for each event, and keeps the blocks.</summary>
internal sealed class RecordingListener : INodeEvents
{
    public List<string> Lines { get; } = [];

    public List<Block> Blocks { get; } = [];

    public List<BlockIndex?> Forks { get; } = [];

    public static RecordingListener Replay(INodeFeed feed)
    {
        var listener = new RecordingListener();
        foreach (Action<INodeEvents> nodeEvent in feed.ReadEvents())
        {
            nodeEvent(listener);
        }
        return listener;
    }

    public static string Connected(object hash, int height) => $"connected {height} {hash}";

    public static string Disconnected(object hash, int height) => $"disconnected {height} {hash}";

    public static string Tip(object hash, int height, object? fork, bool ibd) => $"tip {height} {hash} fork {fork ?? "none"} {(ibd ? "ibd" : "")}";

    public static string Added(object txid, ulong sequence) => $"added {sequence} {txid}";

    public static string Removed(object txid, string reason, ulong sequence) => $"removed {sequence} {txid} {reason}";

    public void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload)
    {
        Forks.Add(fork);
        Lines.Add(Tip(newTip.Hash, newTip.Height, fork?.Hash, initialDownload));
    }

    public void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence) => Lines.Add(Added(transaction.Id, mempoolSequence));

    public void TransactionRemovedFromMempool(Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence) =>
        Lines.Add(Removed(transaction.Id, reason.ToString().ToLowerInvariant(), mempoolSequence));

    public void BlockConnected(ChainstateRole role, Block block, BlockIndex index)
    {
        Assert.That(role, Is.EqualTo(ChainstateRole.Normal));
        Assert.That(block.Hash, Is.EqualTo(index.Hash));
        Blocks.Add(block);
        Lines.Add(Connected(index.Hash, index.Height));
    }

    public void BlockDisconnected(Block block, BlockIndex index)
    {
        Assert.That(block.Hash, Is.EqualTo(index.Hash));
        Blocks.Add(block);
        Lines.Add(Disconnected(index.Hash, index.Height));
    }
}
