using System.Buffers;

namespace ZmqNative.Bitcoin;

/// <summary>A block with its transactions (Core: CBlock).</summary>
/// <param name="hash">The double SHA-256 of the 80-byte header.</param>
/// <param name="transactions">
/// All transactions in block order, the coinbase first. Not copied.
/// </param>
public sealed class Block(Hash256 hash, Transaction[] transactions)
{
    /// <summary>The double SHA-256 of the 80-byte header.</summary>
    public Hash256 Hash { get; } = hash;

    /// <summary>All transactions in block order, the coinbase first.</summary>
    public ReadOnlySpan<Transaction> Transactions => transactions;

    /// <summary>
    /// Reads a block and computes its hash and txids. Checks the merkle root, and the witness
    /// commitment (BIP 141) if there is witness data. Does not check the proof of work, scripts or
    /// amounts.
    /// </summary>
    /// <param name="raw">
    /// The network serialisation with witness, and nothing else. The transactions are slices of it,
    /// so it must not change afterwards.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// These bytes are not a block; the message names the offset and the expected value.
    /// </exception>
    public static Block Parse(ReadOnlyMemory<byte> raw)
    {
        ReadOnlySpan<byte> bytes = raw.Span;
        var reader = new SerializedReader(bytes, "block");
        BlockHeader header = BlockHeader.Read(reader.Take(BlockHeader.Length, "a block header"));
        int count = reader.TakeCountFromOne(TransactionLayout.SmallestTransaction, "transactions");
        var transactions = new Transaction[count];
        TransactionLayout[] layouts = ArrayPool<TransactionLayout>.Shared.Rent(count);
        Hash256[] hashes = ArrayPool<Hash256>.Shared.Rent(count + 1);
        try
        {
            bool witness = false;
            for (int i = 0; i < count; i++)
            {
                layouts[i] = TransactionLayout.Read(ref reader);
                witness |= layouts[i].HasWitness;
            }
            reader.ExpectEnd();
            ComputeIds(bytes, layouts.AsSpan(0, count), hashes.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                transactions[i] = new Transaction(hashes[i], raw[layouts[i].Start..layouts[i].End]);
            }
            CheckMerkleRoot(ref reader, header.MerkleRoot, hashes, count);
            if (witness)
            {
                Hash256 root = WitnessRoot(transactions, layouts.AsSpan(0, count), hashes);
                WitnessCommitment.Check(bytes, layouts[0], root);
            }
        }
        finally
        {
            ArrayPool<Hash256>.Shared.Return(hashes);
            ArrayPool<TransactionLayout>.Shared.Return(layouts);
        }
        return new Block(header.Hash, transactions);
    }

    /// <summary>Computes the txids of a block's transactions.</summary>
    /// <param name="bytes">The block.</param>
    /// <param name="layouts">The layout of each transaction.</param>
    /// <param name="ids">The txids, of the same length.</param>
    internal static void ComputeIds(
        ReadOnlySpan<byte> bytes, ReadOnlySpan<TransactionLayout> layouts, Span<Hash256> ids)
    {
        for (int i = 0; i < layouts.Length; i++)
        {
            ids[i] = layouts[i].HashOnce(bytes);
        }
        DoubleSha256.Again(ids);
    }

    private static Hash256 WitnessRoot(
        Transaction[] transactions, ReadOnlySpan<TransactionLayout> layouts, Hash256[] hashes)
    {
        // Those with a witness first, so that their second round is one batch. Going back, each moves
        // to a place that is not before its own.
        int witnesses = 0;
        for (int i = 1; i < transactions.Length; i++)
        {
            if (layouts[i].HasWitness)
            {
                hashes[witnesses++] = DoubleSha256.Once(transactions[i].Raw.Span);
            }
        }
        DoubleSha256.Again(hashes.AsSpan(0, witnesses));
        // Without a witness the wtxid is the txid (BIP 141), so those are not hashed again.
        for (int i = transactions.Length - 1; i > 0; i--)
        {
            hashes[i] = layouts[i].HasWitness ? hashes[--witnesses] : transactions[i].Id;
        }
        // The coinbase cannot commit to itself: BIP 141 puts zero in its place.
        hashes[0] = default;
        return MerkleTree.Root(hashes, transactions.Length, out _);
    }

    private static void CheckMerkleRoot(ref SerializedReader reader, Hash256 claimed, Span<Hash256> hashes, int count)
    {
        Hash256 root = MerkleTree.Root(hashes, count, out bool ambiguous);
        if (root != claimed)
        {
            throw reader.Error(
                BlockHeader.MerkleRootOffset, $"the merkle root of the block's transactions, {root}", $"{claimed}");
        }
        if (ambiguous)
        {
            throw reader.Error(
                BlockHeader.Length,
                "transactions that differ",
                "some twice in a row, which the merkle root does not distinguish (CVE-2012-2459)");
        }
    }
}
