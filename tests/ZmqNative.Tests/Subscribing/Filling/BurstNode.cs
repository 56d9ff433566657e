using System.Globalization;
using ZmqNative.Bitcoin;
using ZmqNative.Protocol;
using ZmqNative.Tests.Chain;

namespace ZmqNative.Tests.Subscribing.Filling;

/// <summary>Publishes what Core does at blocks and in between, in Core's order, into a list.</summary>
internal sealed class BurstNode
{
    private readonly Dictionary<string, uint> _counters = [];
    private readonly HashSet<string> _topics;
    private readonly List<FollowBlock> _chain = [];
    private ulong _mempoolSequence = 1;

    internal BurstNode(params string[] topics)
    {
        _topics = [.. topics.Length > 0 ? topics : Topic.Core.Select(topic => topic.Name)];
        Connect([]);
    }

    internal List<Transaction> Mempool { get; } = [];

    internal Dictionary<Hash256, byte[]> Blocks { get; } = [];

    internal List<Published> Messages { get; } = [];

    internal int Height => _chain.Count;

    internal void Accept(Transaction? transaction = null)
    {
        Mempool.Add(transaction ?? FollowBlock.NewTransaction());
        Publish(Mempool[^1]);
        PublishMempool(Mempool[^1], SequenceLabel.TransactionAcceptance);
    }

    internal void Remove()
    {
        PublishMempool(Mempool[0], SequenceLabel.TransactionRemoval);
        Mempool.RemoveAt(0);
    }

    internal FollowBlock Connect(IEnumerable<Transaction> transactions, bool announces = true)
    {
        FollowBlock block = new(_chain.LastOrDefault(), transactions);
        Connect(block, announces);
        return block;
    }

    internal void Connect(FollowBlock block, bool announces = true)
    {
        Blocks[block.Hash] = block.Raw;
        _chain.Add(block);
        Mempool.RemoveAll(block.Transactions.Contains);
        PublishBlock(block, SequenceLabel.BlockConnect);
        if (announces)
        {
            byte[] hash = new byte[Hash256.Length];
            block.Hash.CopyReversedTo(hash);
            Publish(Topic.HashBlock, hash);
            Publish(Topic.RawBlock, block.Raw);
        }
    }

    /// <summary>A reorganisation, as a peer brings it.</summary>
    internal void Reorganise(int depth, Func<Transaction, bool> isInNewBranch)
    {
        List<FollowBlock> left = Disconnect(depth);
        List<Transaction> all = [.. left.AsEnumerable().Reverse().SelectMany(block => block.Transactions)];
        all.Where(transaction => !isInNewBranch(transaction)).ToList().ForEach(Accept);
        Transaction[][] blocks = [.. all.Where(isInNewBranch).Chunk(Math.Max(1, (all.Count / (depth + 1)) + 1))];
        for (int i = 0; i <= depth; i++)
        {
            Connect(i < blocks.Length ? blocks[i] : [], announces: i == depth);
        }
    }

    /// <summary>What invalidateblock does.</summary>
    internal List<FollowBlock> Invalidate(int depth)
    {
        List<FollowBlock> left = [];
        for (int i = 0; i < depth; i++)
        {
            left.AddRange(Disconnect(1));
            left[^1].Transactions.ToList().ForEach(Accept);
        }
        return left;
    }

    private List<FollowBlock> Disconnect(int depth)
    {
        List<FollowBlock> left = [];
        for (int i = 0; i < depth; i++)
        {
            left.Add(_chain[^1]);
            _chain.RemoveAt(_chain.Count - 1);
            PublishBlock(left[^1], SequenceLabel.BlockDisconnect);
        }
        return left;
    }

    private void PublishBlock(FollowBlock block, SequenceLabel label)
    {
        foreach (Transaction transaction in Block.Parse(block.Raw).Transactions)
        {
            Publish(transaction);
        }
        byte[] body = new byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, block.Hash, label);
        Publish(Topic.Sequence, body);
    }

    private void Publish(Transaction transaction)
    {
        byte[] id = new byte[Hash256.Length];
        transaction.Id.CopyReversedTo(id);
        Publish(Topic.HashTransaction, id);
        Publish(Topic.RawTransaction, transaction.Raw.ToArray());
    }

    private void PublishMempool(Transaction transaction, SequenceLabel label)
    {
        byte[] body = new byte[SequenceBody.TransactionLength];
        SequenceBody.Write(body, transaction.Id, label, _mempoolSequence++);
        Publish(Topic.Sequence, body);
    }

    private void Publish(Topic topic, byte[] body)
    {
        if (_topics.Contains(topic.Name))
        {
            uint counter = _counters.GetValueOrDefault(topic.Name);
            Messages.Add(new Published(topic.Name, counter, body));
            _counters[topic.Name] = counter + 1;
        }
    }

    internal sealed record Published(string Topic, uint Counter, byte[] Body)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Topic} {Counter} {Convert.ToHexStringLower(Body.AsSpan(0, Math.Min(33, Body.Length)))}");
    }
}
