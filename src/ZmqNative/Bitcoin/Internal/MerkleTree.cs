namespace ZmqNative.Bitcoin;

/// <summary>The merkle tree over a block's transactions (Core: ComputeMerkleRoot).</summary>
internal static class MerkleTree
{
    /// <summary>Hashes the leaves pairwise up to the root.</summary>
    /// <param name="hashes">
    /// One or more leaves, and one free place behind them. Overwritten.
    /// </param>
    /// <param name="count">The number of leaves.</param>
    /// <param name="ambiguous">
    /// True if two neighbours are equal, because then another list of transactions has the same
    /// root (CVE-2012-2459).
    /// </param>
    public static Hash256 Root(Span<Hash256> hashes, int count, out bool ambiguous)
    {
        ambiguous = false;
        for (; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i + 1 < count; i += 2)
            {
                ambiguous |= hashes[i] == hashes[i + 1];
            }
            // The last of an odd number is paired with itself.
            hashes[count] = hashes[count - 1];
            DoubleSha256.HashPairs(hashes[..(count + (count & 1))]);
        }
        return hashes[0];
    }
}
