using System.Text.Json.Nodes;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// Derives the events from a node's messages. A transaction that is followed by <c>A</c> entered
/// the mempool. Any other belongs to a block, which is recorded as a whole.
/// </summary>
/// <param name="writer">Writes the events.</param>
/// <param name="rpc">The node, queried for blocks that no message contains.</param>
/// <param name="report">
/// Receives one sentence for each interruption, and the stream event that it is about.
/// </param>
internal sealed class TraceRecording(TraceWriter writer, NodeRpc rpc, Action<string, StreamEvent?> report)
{
    private readonly MalformedReport _malformed = new();
    private byte[]? _transaction;
    private bool _repeated;
    private bool _restarted;

    /// <summary>
    /// A connected block whose bytes are unknown yet: for a new tip the next message contains them.
    /// </summary>
    public Hash256? Undecided { get; private set; }

    /// <summary>Events written so far.</summary>
    public long Count { get; private set; }

    /// <exception cref="RpcException">The node refuses the query for a block.</exception>
    /// <exception cref="IOException">The recording cannot be written.</exception>
    public async Task TakeAsync(StreamItem item, CancellationToken cancellationToken)
    {
        if (item is Notification && _repeated)
        {
            // Of two notifiers of one topic at the address, one is recorded.
            _repeated = false;
            return;
        }
        if (item is not RawBlock)
        {
            await DecideAsync(cancellationToken).ConfigureAwait(false);
        }
        switch (item)
        {
            case RawTransaction raw:
                _transaction = raw.Body.ToArray();
                break;
            case TransactionAdded added:
                Add(added);
                break;
            case TransactionRemoved removed:
                AddEvent("TransactionRemovedFromMempool", new()
                {
                    ["txid"] =
                        $"{removed.TxId}",
                    ["reason"] = "unknown",
                    ["mempool_sequence"] = removed.MempoolSequence,
                });
                break;
            case BlockConnected connected:
                Undecided = connected.Hash;
                break;
            case BlockDisconnected disconnected:
                await AddBlockEventAsync("BlockDisconnected", disconnected.Hash, cancellationToken)
                    .ConfigureAwait(false);
                break;
            case RawBlock raw:
                await AddTipAsync(raw.Body.ToArray(), cancellationToken).ConfigureAwait(false);
                break;
            case StreamEvent streamEvent:
                Note(streamEvent);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Queries the node for the block that was connected last, if no message contained it.
    /// </summary>
    public async Task DecideAsync(CancellationToken cancellationToken)
    {
        if (Undecided is { } hash)
        {
            await AddBlockEventAsync("BlockConnected", hash, cancellationToken).ConfigureAwait(false);
            Undecided = null;
        }
    }

    /// <summary>Writes and reports an incident that is not an event of the node.</summary>
    public void Note(string name, string sentence, StreamEvent? about = null)
    {
        writer.AddNote(name, sentence);
        report(sentence, about);
    }

    /// <summary>Notes the malformed messages that are due: the first at once, others once a minute.</summary>
    /// <param name="isEnd">True for all that were not noted yet.</param>
    public void NoteMalformed(bool isEnd)
    {
        foreach ((string sentence, Malformed about) in _malformed.Collect(Environment.TickCount64, isEnd))
        {
            Note("Malformed", sentence, about);
        }
    }

    private void Note(StreamEvent item)
    {
        switch (item)
        {
            case StateChanged { State: SubscriberState.Live }:
                _restarted = false;
                Note("Connected", "Connected.", item);
                break;
            case Waiting { Topic: null } e:
                // It says nothing about the node's messages, so it is not part of the recording.
                report($"Waiting: {e.Reason}.", e);
                break;
            case Disconnected e:
                Note("Disconnected", $"Disconnected: {e.Reason}.", e);
                break;
            case Gap e:
                Note(
                    "Gap",
                    $"{e.Lost} {e.Topic} messages are missing (expected {e.Expected}, received {e.Received}).",
                    e);
                break;
            case PublisherRestarted e when !_restarted:
                // Each topic reports the restart with its first message.
                _restarted = true;
                Note("Restart", $"The node was restarted: {e.Topic} begins at {e.Received}.", e);
                break;
            case Discontinuity e:
                Note("Gap", $"After a new connection {e.Topic} messages are missing, how many is not known "
                    + $"(expected {e.Expected}, received {e.Received}).", e);
                break;
            case Malformed e:
                _malformed.Add(e);
                NoteMalformed(isEnd: false);
                break;
            case Duplicate:
                _repeated = true;
                break;
            default:
                break;
        }
    }

    private void Add(TransactionAdded added)
    {
        // It is the last transaction, because a node sends A directly after rawtx.
        if (_transaction is { } raw && Transaction.Parse(raw) is { } transaction && transaction.Id == added.TxId)
        {
            Hash256 witnessId = DoubleSha256.Hash(raw);
            writer.AddTransaction(transaction, witnessId);
            AddEvent("TransactionAddedToMempool", new()
            {
                ["txid"] = $"{added.TxId}",
                ["wtxid"] = $"{witnessId}",
                ["mempool_sequence"] = added.MempoolSequence,
            });
        }
        else
        {
            Note(
                "TransactionMissing",
                $"The transaction {added.TxId} entered the mempool, but its rawtx did not come: it is left out.");
        }
    }

    private async Task AddTipAsync(byte[] raw, CancellationToken cancellationToken)
    {
        Hash256 hash = BlockHeader.Read(raw).Hash;
        _ = await AddBlockAsync(hash, raw, cancellationToken).ConfigureAwait(false);
        await DecideAsync(cancellationToken).ConfigureAwait(false);
        AddEvent("UpdatedBlockTip", new() { ["hash"] = $"{hash}", ["fork"] = null, ["ibd"] = false });
    }

    private async Task AddBlockEventAsync(string name, Hash256 hash, CancellationToken cancellationToken)
    {
        try
        {
            if (!writer.TryGetHeight(hash, out int height))
            {
                byte[] raw = await RpcRetry.CallAsync(
                    token => rpc.GetBlockAsync(hash, token), cancellationToken, awaitsStranger: true)
                    .ConfigureAwait(false);
                height = await AddBlockAsync(hash, raw, cancellationToken).ConfigureAwait(false);
            }
            AddEvent(name, new() { ["hash"] = $"{hash}", ["height"] = height });
        }
        catch (RpcException exception) when (exception.Code is not null)
        {
            // It was pruned, or the node was killed and has lost it.
            Note("BlockMissing", $"{name} {hash} is left out: {exception.Message}");
        }
    }

    private async Task<int> AddBlockAsync(Hash256 hash, byte[] raw, CancellationToken cancellationToken)
    {
        if (writer.TryGetHeight(hash, out int known))
        {
            return known;
        }
        Block block = Block.Parse(raw);
        int? height = BlockHeader.Read(raw).Version < 2 ? null : CoinbaseHeight.Read(block.Transactions[0]);
        height ??= (await RpcRetry.CallAsync(
            token => rpc.GetBlockHeaderAsync(hash, token), cancellationToken, awaitsStranger: true)
            .ConfigureAwait(false)).Height;
        writer.AddBlock(block, height.Value, raw);
        return height.Value;
    }

    private void AddEvent(string name, JsonObject fields)
    {
        writer.AddEvent(name, fields);
        Count++;
    }
}
