using ZmqNative.Bitcoin;

namespace ZmqNative.Cli;

/// <summary>
/// What a block says of itself: proof of work, txids and merkle root, witness commitment. Not its
/// scripts, amounts, or whether its target is the one that its chain asks for.
/// </summary>
internal static class BlockCheck
{
    /// <param name="raw">The block as it lies in a file.</param>
    /// <returns>The number of transactions, and null or what is wrong.</returns>
    internal static (int Transactions, string? Fault) Check(ReadOnlyMemory<byte> raw)
    {
        try
        {
            Block block = Block.Parse(raw);
            uint bits = BlockHeader.Read(raw.Span[..BlockHeader.Length]).Bits;
            return ProofOfWork.IsMet(block.Hash, bits)
                ? (block.Transactions.Length, null)
                : (0, $"{block.Hash} does not meet the target of the header, {bits:x8}.");
        }
        catch (InvalidDataException exception)
        {
            return (0, exception.Message);
        }
    }
}
