namespace ZmqNative.Bitcoin;

/// <summary>
/// The offsets of a serialised transaction's parts (BIP 144): version, marker and flag, inputs and
/// outputs, witness, lock time.
/// </summary>
/// <param name="Start">The start of the version.</param>
/// <param name="BodyStart">The start of the inputs, after marker and flag if there are any.</param>
/// <param name="BodyEnd">The end of the outputs, where the witness or the lock time starts.</param>
/// <param name="End">The end of the lock time.</param>
internal readonly record struct TransactionLayout(int Start, int BodyStart, int BodyEnd, int End)
{
    /// <summary>One input and one output with empty scripts.</summary>
    public const int SmallestTransaction = VersionLength + 1 + SmallestInput + 1 + SmallestOutput + LockTimeLength;

    private const int VersionLength = 4;
    private const int OutPointLength = 36;
    private const int SequenceLength = 4;
    private const int AmountLength = 8;
    private const int LockTimeLength = 4;
    private const int SmallestInput = OutPointLength + 1 + SequenceLength;
    private const int SmallestOutput = AmountLength + 1;

    public bool HasWitness => BodyStart > Start + VersionLength;

    /// <summary>Reads one transaction and checks every length.</summary>
    public static TransactionLayout Read(ref SerializedReader reader)
    {
        int start = reader.Offset;
        reader.Take(VersionLength, "a transaction version");
        bool witness = TakeWitnessFlag(ref reader);
        int bodyStart = reader.Offset;
        int inputs = TakeInputs(ref reader);
        int outputs = TakeOutputCount(ref reader);
        for (int i = 0; i < outputs; i++)
        {
            TakeOutputScript(ref reader);
        }
        int bodyEnd = reader.Offset;
        if (witness)
        {
            TakeWitness(ref reader, inputs);
        }
        reader.Take(LockTimeLength, "a lock time");
        return new TransactionLayout(start, bodyStart, bodyEnd, reader.Offset);
    }

    /// <summary>Reads one transaction that is followed by nothing.</summary>
    public static TransactionLayout ReadWhole(ReadOnlySpan<byte> transaction)
    {
        SerializedReader reader = new(transaction, "transaction");
        TransactionLayout layout = Read(ref reader);
        reader.ExpectEnd();
        return layout;
    }

    public static int TakeInputs(ref SerializedReader reader)
    {
        int inputs = reader.TakeCountFromOne(SmallestInput, "inputs");
        for (int i = 0; i < inputs; i++)
        {
            TakeInputScript(ref reader);
            reader.Take(SequenceLength, "an input sequence");
        }
        return inputs;
    }

    /// <summary>Reads an input up to the end of its script and returns the script.</summary>
    public static ReadOnlySpan<byte> TakeInputScript(ref SerializedReader reader)
    {
        reader.Take(OutPointLength, "an outpoint");
        return reader.TakeBytes("script bytes");
    }

    public static int TakeOutputCount(ref SerializedReader reader) =>
        reader.TakeCountFromOne(SmallestOutput, "outputs");

    /// <summary>Reads an output and returns its script.</summary>
    public static ReadOnlySpan<byte> TakeOutputScript(ref SerializedReader reader)
    {
        reader.Take(AmountLength, "an amount");
        return reader.TakeBytes("script bytes");
    }

    /// <summary>
    /// The first of the txid's two rounds of SHA-256: over version, inputs, outputs and lock time,
    /// without marker, flag and witness.
    /// </summary>
    /// <param name="bytes">The bytes that the layout was read from.</param>
    public Hash256 HashOnce(ReadOnlySpan<byte> bytes) => HasWitness
        ? DoubleSha256.Once(
            bytes.Slice(Start, VersionLength), bytes[BodyStart..BodyEnd], bytes[(End - LockTimeLength)..End])
        : DoubleSha256.Once(bytes[Start..End]);

    /// <summary>
    /// A zero in place of the number of inputs marks a witness. The only flag that Core accepts is
    /// 1.
    /// </summary>
    private static bool TakeWitnessFlag(ref SerializedReader reader)
    {
        if (!reader.NextIsZero)
        {
            return false;
        }
        byte flag = reader.Take(2, "a witness marker and flag")[1];
        return flag == 1 ? true : throw reader.Error(reader.Offset - 1, "the witness flag 1 (BIP 144)", $"{flag}");
    }

    private static void TakeWitness(ref SerializedReader reader, int inputs)
    {
        int start = reader.Offset;
        bool any = false;
        for (int i = 0; i < inputs; i++)
        {
            int items = reader.TakeCount(1, "witness items");
            any |= items > 0;
            for (int j = 0; j < items; j++)
            {
                reader.TakeBytes("witness bytes");
            }
        }
        if (!any)
        {
            throw reader.Error(
                start, "a witness for at least one input", "none, which must be written without marker and flag");
        }
    }
}
