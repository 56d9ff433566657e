using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Chain;

/// <summary>What happens in it. Core does each under its locks: no call sees the middle.</summary>
internal sealed partial class FollowNode
{
    internal const string Source = "tcp://127.0.0.1:28332";

    private uint _messageSequence;

    /// <summary>A transaction comes; it replaces those given (BIP 125).</summary>
    internal Hash256 Accept(params Hash256[] replaced)
    {
        Remove(replaced);
        Transaction transaction = FollowBlock.NewTransaction();
        Add(transaction);
        return transaction.Id;
    }

    /// <summary>Transactions leave other than by a block: they expire.</summary>
    internal void Remove(params Hash256[] ids)
    {
        foreach (Hash256 id in ids)
        {
            _mempool.Remove(id);
            Publish(number => new TransactionRemoved(Source, default, number, id, MempoolSequence++));
        }
    }

    /// <summary>A block comes; it confirms some transactions and conflicts with others.</summary>
    internal Hash256 Mine(IEnumerable<Hash256> confirmed, params Hash256[] conflicting)
    {
        FollowBlock block = Connect(confirmed.Select(id => _mempool[id]));
        Remove(conflicting);
        Publish(number => new BlockConnected(Source, default, number, block.Hash));
        return block.Hash;
    }

    /// <summary>The highest blocks are replaced by one more; each of these confirms some of what is there, and what is left over returns to the mempool.</summary>
    internal void Reorganise(int depth, Func<Transaction, bool> confirmed)
    {
        List<Transaction> left = Disconnect(depth);
        List<FollowBlock> connected = [];
        for (int i = 0; i <= depth; i++)
        {
            connected.Add(Connect([.. left.Concat(_mempool.Values).Where(confirmed)]));
            left.RemoveAll(connected[^1].Transactions.Contains);
        }
        // In Core the returning transactions are announced before the blocks of the same step.
        left.ForEach(Add);
        connected.ForEach(block => Publish(number => new BlockConnected(Source, default, number, block.Hash)));
    }

    /// <summary>The highest blocks are left (invalidateblock).</summary>
    internal void Leave(int depth) => Disconnect(depth).ForEach(Add);

    /// <summary>Another life of the node: its newest blocks are lost, as after kill -9, and its mempool is empty.</summary>
    internal void Restart(int lost)
    {
        Published.Enqueue(new Disconnected(Source, default, "gone"));
        while (lost-- > 0)
        {
            _known.Remove(Tip);
            _chain.RemoveAt(_chain.Count - 1);
        }
        _mempool.Clear();
        (MempoolSequence, _messageSequence) = (1, 0);
        Published.Enqueue(new HandshakeDone(Source, default));
        // It shows with the first message.
        Publish(number => new PublisherRestarted(Source, default, "sequence", 1_000_000, number));
        Accept();
    }

    private FollowBlock Connect(IEnumerable<Transaction> transactions)
    {
        FollowBlock block = new(_chain.LastOrDefault(), transactions);
        _known.Add(block.Hash, block);
        _chain.Add(block);
        foreach (Transaction transaction in block.Transactions)
        {
            // It takes a number and is not announced.
            MempoolSequence += _mempool.Remove(transaction.Id) ? 1ul : 0;
        }
        return block;
    }

    private List<Transaction> Disconnect(int depth)
    {
        List<Transaction> left = [];
        for (int i = 0; i < depth; i++)
        {
            FollowBlock block = _chain[^1];
            _chain.RemoveAt(_chain.Count - 1);
            left.AddRange(block.Transactions);
            Publish(number => new BlockDisconnected(Source, default, number, block.Hash));
        }
        return left;
    }

    private void Add(Transaction transaction)
    {
        _mempool.Add(transaction.Id, transaction);
        Publish(number => new TransactionAdded(Source, default, number, transaction.Id, MempoolSequence++));
    }

    private void Publish(Func<uint, StreamItem> item) => Published.Enqueue(item(_messageSequence++));
}
