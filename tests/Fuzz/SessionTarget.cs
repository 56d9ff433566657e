using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;

namespace ZmqNative.Fuzz;

/// <summary>A recorded session: events.jsonl, blocks.jsonl, txs.jsonl, and one body beside them.</summary>
internal static class SessionTarget
{
    private static readonly string[] s_names = ["events.jsonl", "blocks.jsonl", "txs.jsonl"];

    internal static void Take(byte[] input)
    {
        byte[][] files = Input.Sections(input, s_names.Length + 1);
        // Every other name is the body's, plain or compressed, but not that of the three again.
        Stream? Open(string name) => Array.IndexOf(s_names, name) is >= 0 and var index
            ? new MemoryStream(files[index], writable: false)
            : s_names.Contains(name.Replace(".gz", "", StringComparison.Ordinal)) ? null
            : new MemoryStream(files[^1], writable: false);
        SessionTrace trace;
        try
        {
            trace = SessionTrace.Open(Open);
        }
        catch (InvalidDataException)
        {
            return;
        }
        // What was checked when it was opened can be published.
        Listener listener = new(trace);
        foreach (Action<INodeEvents> nodeEvent in trace.ReadEvents())
        {
            nodeEvent(listener);
        }
        Property.Holds(trace.Progress.Share == 1, "not all events came");
    }

    private sealed class Listener(SessionTrace trace) : INodeEvents
    {
        public void UpdatedBlockTip(BlockIndex newTip, BlockIndex? fork, bool initialDownload) =>
            _ = trace.TryReadBlock(newTip, new ArrayBufferWriter<byte>());

        public void TransactionAddedToMempool(Transaction transaction, ulong mempoolSequence) =>
            Property.Holds(Transaction.Parse(transaction.Raw).Id == transaction.Id, "a transaction has another txid");

        public void TransactionRemovedFromMempool(
            Transaction transaction, MempoolRemovalReason reason, ulong mempoolSequence) =>
            Property.Holds(Enum.IsDefined(reason), "a reason is none");

        public void BlockConnected(ChainstateRole role, Block block, BlockIndex index) => Check(block, index);

        public void BlockDisconnected(Block block, BlockIndex index) => Check(block, index);

        private void Check(Block block, BlockIndex index)
        {
            ArrayBufferWriter<byte> raw = new();
            Property.Holds(trace.TryReadBlock(index, raw), "an announced block cannot be read");
            Property.Holds(block.Hash == index.Hash, "a block has another hash");
            Property.Holds(Block.Parse(raw.WrittenMemory).Hash == block.Hash, "a block has other bytes");
        }
    }
}
