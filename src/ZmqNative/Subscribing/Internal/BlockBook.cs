using System.Collections.Concurrent;
using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>
/// The newest blocks that arrived as <c>rawblock</c>, and those that the program's
/// <see cref="NotificationSubscriberOptions.GetBlock"/> was asked for. Used by the receiving thread.
/// </summary>
/// <param name="getBlock">The program's source of blocks; null if there is none.</param>
/// <param name="answered">Called on any thread when an answer can be collected.</param>
internal sealed class BlockBook(Func<Hash256, CancellationToken, Task<byte[]>>? getBlock, Action answered) : IDisposable
{
    // Beyond this many bytes the oldest blocks are forgotten.
    private const long MaximumBytes = 64 << 20;

    private readonly Dictionary<Hash256, KnownBlock> _blocks = [];
    private readonly Queue<KnownBlock> _order = [];
    private readonly HashSet<Hash256> _asked = [];
    private readonly HashSet<Hash256> _failed = [];
    private readonly ConcurrentQueue<(Hash256 Hash, KnownBlock? Block)> _answers = [];
    private readonly CancellationTokenSource _end = new();
    private long _bytes;

    internal bool HasSource => getBlock is not null;

    internal KnownBlock? Find(Hash256 hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>Remembers a block that arrived; copies it.</summary>
    internal void Add(ReadOnlySpan<byte> raw)
    {
        if (!_blocks.ContainsKey(BlockHeader.Read(raw).Hash) && KnownBlock.TryRead(raw.ToArray()) is { } block)
        {
            Add(block);
        }
    }

    /// <summary>Asks the source, unless it was asked already.</summary>
    /// <returns>False when there is no answer to wait for.</returns>
    internal bool Ask(Hash256 hash)
    {
        if (getBlock is null || _failed.Remove(hash))
        {
            return false;
        }
        if (_asked.Add(hash))
        {
            _ = Task.Run(() => AskAsync(hash));
        }
        return true;
    }

    /// <summary>Takes what the source has answered.</summary>
    internal void Collect()
    {
        while (_answers.TryDequeue(out (Hash256 Hash, KnownBlock? Block) answer))
        {
            _asked.Remove(answer.Hash);
            if (answer.Block is not { } block || block.Hash != answer.Hash)
            {
                _failed.Add(answer.Hash);
            }
            else if (!_blocks.ContainsKey(block.Hash))
            {
                Add(block);
            }
        }
    }

    /// <summary>Cancels what was asked for.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task AskAsync(Hash256 hash)
    {
        KnownBlock? block = null;
        try
        {
            block = KnownBlock.TryRead(await getBlock!(hash, _end.Token).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever the program's source throws, the gap stays a gap.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        _answers.Enqueue((hash, block));
        answered();
    }

    private void Add(KnownBlock block)
    {
        _blocks[block.Hash] = block;
        _order.Enqueue(block);
        _bytes += block.Raw.Length;
        while (_bytes > MaximumBytes && _order.Count > 1)
        {
            KnownBlock oldest = _order.Dequeue();
            _bytes -= oldest.Raw.Length;
            _blocks.Remove(oldest.Hash);
        }
    }
}
