using ZmqNative.Bitcoin;

namespace ZmqNative.Fuzz;

/// <summary>Raw blocks and raw transactions: the same input as either.</summary>
internal static class BlockTarget
{
    private const int MerkleRoot = 36;

    internal static void Take(byte[] input)
    {
        TakeTransaction(input);
        if (!TakeBlock(input) && Repair(input) is { } repaired)
        {
            _ = TakeBlock(repaired);
        }
    }

    private static void TakeTransaction(byte[] input)
    {
        Transaction transaction;
        try
        {
            transaction = Transaction.Parse(input);
        }
        catch (InvalidDataException)
        {
            Property.Holds(Transaction.TryReadId(input) is null, "what is no transaction has a txid");
            return;
        }
        Property.Holds(Transaction.TryReadId(input) == transaction.Id, "the transaction has two txids");
        Property.Holds(transaction.Raw.Span.SequenceEqual(input), "the transaction is not all of the input");
    }

    private static bool TakeBlock(byte[] input)
    {
        Block block;
        try
        {
            block = Block.Parse(input);
        }
        catch (InvalidDataException)
        {
            return false;
        }
        int end = input.Length;
        for (int i = block.Transactions.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<byte> raw = block.Transactions[i].Raw.Span;
            end -= raw.Length;
            Property.Holds(end > 0 && raw.SequenceEqual(input.AsSpan(end, raw.Length)), "a block has other bytes");
            Property.Holds(
                Transaction.Parse(block.Transactions[i].Raw).Id == block.Transactions[i].Id, "a txid is another");
        }
        Property.Holds(
            block.Hash == DoubleSha256.Hash(input.AsSpan(0, BlockHeader.Length)), "the block has another hash");
        // It may be none, and then that is said by the exception that is documented.
        try
        {
            _ = CoinbaseHeight.Read(block.Transactions[0]);
        }
        catch (InvalidDataException)
        {
        }
        return true;
    }

    // Few inputs have the right merkle root by chance.
    private static byte[]? Repair(byte[] input)
    {
        try
        {
            SerializedReader reader = new(input, "block");
            _ = reader.Take(BlockHeader.Length, "a block header");
            int count = reader.TakeCountFromOne(TransactionLayout.SmallestTransaction, "transactions");
            Hash256[] ids = new Hash256[count + 1];
            TransactionLayout[] layouts = new TransactionLayout[count];
            for (int i = 0; i < count; i++)
            {
                layouts[i] = TransactionLayout.Read(ref reader);
            }
            reader.ExpectEnd();
            Block.ComputeIds(input, layouts, ids.AsSpan(0, count));
            byte[] repaired = [.. input];
            MerkleTree.Root(ids, count, out _).Span.CopyTo(repaired.AsSpan(MerkleRoot));
            return repaired;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
