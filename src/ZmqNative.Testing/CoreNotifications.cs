using ZmqNative.Bitcoin;
using ZmqNative.Protocol;

namespace ZmqNative.Testing;

/// <summary>
/// Each notification of Core, in bytes, and the message sequences. Those that publish throw the exceptions
/// of <see cref="Publish"/>.
/// </summary>
public abstract class CoreNotifications
{
    private protected CoreNotifications()
    {
    }

    /// <summary>Held while messages are sent that belong together.</summary>
    private protected Lock Gate { get; } = new();

    /// <summary>The next message sequence of each topic.</summary>
    private protected Dictionary<string, uint> Counters { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Publishes on any topic: three parts, of which the last is the topic's message sequence. The
    /// sequence increases by one.
    /// </summary>
    /// <param name="topic">First part, ASCII.</param>
    /// <param name="body">Second part, of any length, also a wrong one; copied.</param>
    /// <exception cref="InvalidOperationException">It is stopped.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public abstract void Publish(string topic, ReadOnlySpan<byte> body);

    /// <summary>
    /// The message sequence of the next message of a topic. It begins at 0, increases by one with
    /// each message, and wraps to 0 after 4294967295.
    /// </summary>
    /// <param name="topic">The topic.</param>
    public uint Counter(string topic)
    {
        lock (Gate)
        {
            return Counters.GetValueOrDefault(topic);
        }
    }

    /// <summary>
    /// Sets the message sequence of the next message of a topic, for example to just before the
    /// wrap, or back.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="value">The number.</param>
    public void SetCounter(string topic, uint value)
    {
        lock (Gate)
        {
            Counters[topic] = value;
        }
    }

    /// <summary>
    /// Loses messages of a topic, as when bitcoind's queue for a subscriber has reached its high
    /// water mark: they are counted but not sent.
    /// The history has not got them either: see <see cref="TestPublisher.LosesMessages"/>.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="count">How many.</param>
    public void SkipMessages(string topic, uint count)
    {
        lock (Gate)
        {
            Counters[topic] = unchecked(Counters.GetValueOrDefault(topic) + count);
        }
    }

    /// <summary><c>hashblock</c>: a new tip; body is the hash, reversed, 32 bytes.</summary>
    /// <param name="hash">The block's hash.</param>
    public void HashBlock(Hash256 hash) => PublishHash(Topic.HashBlock, hash);

    /// <summary>
    /// <c>rawblock</c>: a new tip; body is the serialised block, which is not checked.
    /// </summary>
    /// <param name="block">The network serialisation, with witness (BIP 144).</param>
    public void RawBlock(ReadOnlySpan<byte> block) => Publish(Topic.RawBlock.Name, block);

    /// <summary>
    /// <c>hashtx</c>: a transaction in the mempool or in a block; body is the txid, reversed, 32
    /// bytes.
    /// </summary>
    /// <param name="txid">The transaction's id, without witness.</param>
    public void HashTransaction(Hash256 txid) => PublishHash(Topic.HashTransaction, txid);

    /// <summary>
    /// <c>rawtx</c>: a transaction in the mempool or in a block; body is the serialised
    /// transaction, which is not checked.
    /// </summary>
    /// <param name="transaction">The network serialisation, with witness (BIP 144).</param>
    public void RawTransaction(ReadOnlySpan<byte> transaction) => Publish(Topic.RawTransaction.Name, transaction);

    /// <summary><c>sequence</c>, label C: a block was connected; 33 bytes.</summary>
    /// <param name="hash">The block's hash.</param>
    public void BlockConnected(Hash256 hash) => PublishSequence(hash, SequenceLabel.BlockConnect);

    /// <summary><c>sequence</c>, label D: a block was disconnected; 33 bytes.</summary>
    /// <param name="hash">The block's hash.</param>
    public void BlockDisconnected(Hash256 hash) => PublishSequence(hash, SequenceLabel.BlockDisconnect);

    /// <summary><c>sequence</c>, label A: a transaction entered the mempool; 41 bytes.</summary>
    /// <param name="txid">The transaction's id, without witness.</param>
    /// <param name="mempoolSequence">
    /// The mempool's own count of changes, from 1 in Core; not the message sequence.
    /// </param>
    public void TransactionAdded(Hash256 txid, ulong mempoolSequence) =>
        PublishSequence(txid, SequenceLabel.TransactionAcceptance, mempoolSequence);

    /// <summary>
    /// <c>sequence</c>, label R: a transaction left the mempool, except by inclusion in a block; 41
    /// bytes.
    /// </summary>
    /// <param name="txid">The transaction's id, without witness.</param>
    /// <param name="mempoolSequence">
    /// The mempool's own count of changes, from 1 in Core; not the message sequence.
    /// </param>
    public void TransactionRemoved(Hash256 txid, ulong mempoolSequence) =>
        PublishSequence(txid, SequenceLabel.TransactionRemoval, mempoolSequence);

    /// <summary>
    /// All messages of Core for a block that becomes the tip: <c>hashtx</c> and <c>rawtx</c> of
    /// each transaction, <c>sequence</c> C, then <c>hashblock</c> and <c>rawblock</c>.
    /// </summary>
    /// <param name="block">
    /// The network serialisation of a whole block, with witness (BIP 144).
    /// </param>
    /// <exception cref="InvalidDataException">Not a block; nothing is published.</exception>
    public void ConnectTip(ReadOnlyMemory<byte> block)
    {
        Block parsed = Block.Parse(block);
        lock (Gate)
        {
            PublishTransactions(parsed);
            BlockConnected(parsed.Hash);
            HashBlock(parsed.Hash);
            RawBlock(block.Span);
        }
    }

    /// <summary>
    /// All messages of Core for a block that a reorganisation disconnects: <c>hashtx</c> and
    /// <c>rawtx</c> of each transaction, then <c>sequence</c> D.
    /// </summary>
    /// <param name="block">
    /// The network serialisation of a whole block, with witness (BIP 144).
    /// </param>
    /// <exception cref="InvalidDataException">Not a block; nothing is published.</exception>
    public void DisconnectTip(ReadOnlyMemory<byte> block)
    {
        Block parsed = Block.Parse(block);
        lock (Gate)
        {
            PublishTransactions(parsed);
            BlockDisconnected(parsed.Hash);
        }
    }

    private void PublishTransactions(Block block)
    {
        foreach (Transaction transaction in block.Transactions)
        {
            HashTransaction(transaction.Id);
            RawTransaction(transaction.Raw.Span);
        }
    }

    private void PublishHash(Topic topic, Hash256 hash)
    {
        Span<byte> body = stackalloc byte[Hash256.Length];
        hash.CopyReversedTo(body);
        Publish(topic.Name, body);
    }

    private void PublishSequence(Hash256 hash, SequenceLabel label)
    {
        Span<byte> body = stackalloc byte[SequenceBody.BlockLength];
        SequenceBody.Write(body, hash, label);
        Publish(Topic.Sequence.Name, body);
    }

    private void PublishSequence(Hash256 txid, SequenceLabel label, ulong mempoolSequence)
    {
        Span<byte> body = stackalloc byte[SequenceBody.TransactionLength];
        SequenceBody.Write(body, txid, label, mempoolSequence);
        Publish(Topic.Sequence.Name, body);
    }
}
