using ZmqNative.Bitcoin;

namespace ZmqNative.Subscribing;

/// <summary>A block whose transactions are known.</summary>
internal sealed class KnownBlock
{
    private readonly Block _block;

    private KnownBlock(Block block, Hash256 parent, ReadOnlyMemory<byte> raw)
    {
        (_block, Parent, Raw) = (block, parent, raw);
        Ids = new Hash256[block.Transactions.Length];
        for (int i = 0; i < Ids.Length; i++)
        {
            Ids[i] = block.Transactions[i].Id;
        }
    }

    internal Hash256 Hash => _block.Hash;

    /// <summary>The block below it.</summary>
    internal Hash256 Parent { get; }

    /// <summary>The body of <c>rawblock</c>.</summary>
    internal ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The txids in the order of the block.</summary>
    internal Hash256[] Ids { get; }

    /// <summary>The body of <c>rawtx</c>.</summary>
    internal ReadOnlySpan<byte> RawTransaction(int place) => _block.Transactions[place].Raw.Span;

    /// <summary>Reads a block; null for bytes of another form, as other chains have.</summary>
    internal static KnownBlock? TryRead(ReadOnlyMemory<byte> raw)
    {
        try
        {
            return new KnownBlock(
                Block.Parse(raw), BlockHeader.Read(raw.Span[..BlockHeader.Length]).Previous, raw);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
