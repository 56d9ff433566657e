using ZmqNative.Bitcoin;

namespace ZmqNative.Node.Recordings;

/// <summary>blocks.jsonl: the blocks of a recorded session, all in memory.</summary>
internal sealed class TraceBlocks
{
    private readonly Dictionary<Hash256, (Block Block, ReadOnlyMemory<byte> Raw)> _blocks = [];
    private readonly Dictionary<Hash256, int> _heights = [];

    /// <exception cref="InvalidDataException">
    /// A row is malformed, or its block has another hash.
    /// </exception>
    public TraceBlocks(TraceFiles files)
    {
        foreach (JsonLine row in files.Lines("blocks.jsonl"))
        {
            if (!row.Has("error"))
            {
                Add(row, files);
            }
            else if (row.Has("hash") && row.Has("height"))
            {
                // The recorder did not receive the block, but it may be a tip.
                _heights[row.Hash("hash")] = row.Int32("height");
            }
        }
    }

    public bool TryGet(Hash256 hash, out (Block Block, ReadOnlyMemory<byte> Raw) found) =>
        _blocks.TryGetValue(hash, out found);

    /// <summary>
    /// The height of a block in the recording, or of a block's parent, because a recording may
    /// begin anywhere in the chain.
    /// </summary>
    public bool TryGetHeight(Hash256 hash, out int height) => _heights.TryGetValue(hash, out height);

    private void Add(JsonLine row, TraceFiles files)
    {
        Hash256 hash = row.Hash("hash");
        int height = row.Int32("height");
        ReadOnlyMemory<byte> raw = files.Body(row);
        Block block;
        try
        {
            block = Block.Parse(raw);
        }
        catch (InvalidDataException e)
        {
            throw row.Error(e.Message, e);
        }
        if (block.Hash != hash)
        {
            throw row.Error($"expected the block {hash}, found {block.Hash}.");
        }
        _blocks[hash] = (block, raw);
        _heights[hash] = height;
        _heights.TryAdd(BlockHeader.Read(raw.Span).Previous, height - 1);
    }
}
