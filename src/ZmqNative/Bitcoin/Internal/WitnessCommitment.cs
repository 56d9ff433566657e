namespace ZmqNative.Bitcoin;

/// <summary>A coinbase's commitment to the witnesses of its block (BIP 141).</summary>
internal static class WitnessCommitment
{
    /// <summary>Checks the commitment of a block that carries witness data.</summary>
    /// <param name="block">The block, for the offsets in errors.</param>
    /// <param name="coinbase">The layout of its first transaction.</param>
    /// <param name="witnessRoot">
    /// The merkle root over the wtxids, with zero for the coinbase.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// There is no commitment or no reserved value, or the commitment is to another root.
    /// </exception>
    public static void Check(ReadOnlySpan<byte> block, TransactionLayout coinbase, Hash256 witnessRoot)
    {
        var reader = new SerializedReader(block, "block");
        reader.Take(coinbase.BodyStart, "header");
        int place = Find(ref reader);
        if (place < 0)
        {
            throw reader.Error(
                coinbase.Start, "a coinbase that commits to the witnesses in the block (BIP 141)", "no such output");
        }
        Span<byte> committed = stackalloc byte[2 * Hash256.Length];
        witnessRoot.Span.CopyTo(committed);
        TakeReservedValue(ref reader, coinbase).CopyTo(committed[Hash256.Length..]);
        Hash256 expected = DoubleSha256.Hash(committed);
        var found = new Hash256(block.Slice(place, Hash256.Length));
        if (expected != found)
        {
            throw reader.Error(place, $"the commitment to the block's witnesses, {expected}", $"{found}");
        }
    }

    /// <summary>
    /// The offset of the 32 bytes in the last output that starts like a commitment; -1 if there is
    /// none. Leaves the reader behind the outputs.
    /// </summary>
    private static int Find(ref SerializedReader reader)
    {
        // OP_RETURN, a push of 36 bytes, and the four bytes of BIP 141's header.
        ReadOnlySpan<byte> start = [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];
        int place = -1;
        TransactionLayout.TakeInputs(ref reader);
        int outputs = TransactionLayout.TakeOutputCount(ref reader);
        for (int i = 0; i < outputs; i++)
        {
            ReadOnlySpan<byte> script = TransactionLayout.TakeOutputScript(ref reader);
            if (script.Length >= start.Length + Hash256.Length && script.StartsWith(start))
            {
                place = reader.Offset - script.Length + start.Length;
            }
        }
        return place;
    }

    /// <summary>The coinbase's witness: one item of 32 bytes.</summary>
    private static ReadOnlySpan<byte> TakeReservedValue(ref SerializedReader reader, TransactionLayout coinbase)
    {
        int start = reader.Offset;
        int items = coinbase.HasWitness ? reader.TakeCount(1, "witness items") : 0;
        ReadOnlySpan<byte> value = items == 1 ? reader.TakeBytes("witness bytes") : [];
        return value.Length == Hash256.Length
            ? value
            : throw reader.Error(
                start,
                "a coinbase witness of one item of 32 bytes (BIP 141)",
                $"{items} items, the first of {value.Length} bytes");
    }
}
