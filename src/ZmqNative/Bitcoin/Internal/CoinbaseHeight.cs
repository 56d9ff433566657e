namespace ZmqNative.Bitcoin;

/// <summary>The height that a coinbase begins with (BIP 34).</summary>
internal static class CoinbaseHeight
{
    private const byte Op1 = 0x51;
    private const byte Op16 = 0x60;

    /// <summary>
    /// Reads the height from a coinbase; null when its script does not begin with a number that can
    /// be a height.
    /// </summary>
    /// <param name="coinbase">
    /// The parsed first transaction of a block with version 2 or higher.
    /// </param>
    public static int? Read(Transaction coinbase)
    {
        var reader = new SerializedReader(coinbase.Raw.Span, "transaction");
        TransactionLayout layout = TransactionLayout.Read(ref reader);
        reader = new SerializedReader(coinbase.Raw.Span, "transaction");
        reader.Take(layout.BodyStart, "marker");
        reader.TakeCountFromOne(1, "inputs");
        ReadOnlySpan<byte> script = TransactionLayout.TakeInputScript(ref reader);
        byte push = script.IsEmpty ? (byte)0 : script[0];
        if (push is >= Op1 and <= Op16)
        {
            return push - Op1 + 1;
        }
        // Three bytes hold every height until the year 2160. Four bytes are the nBits with which
        // version 1 coinbases began.
        return push is >= 1 and <= 3 && script.Length > push && script[push] < 0x80
            ? LittleEndian(script.Slice(1, push))
            : null;
    }

    private static int LittleEndian(ReadOnlySpan<byte> bytes)
    {
        int number = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[i];
        }
        return number;
    }
}
