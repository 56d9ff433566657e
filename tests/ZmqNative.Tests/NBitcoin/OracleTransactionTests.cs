using CsCheck;
using NBitcoin;
using ZmqNative.Bitcoin;
using ZmqNative.NBitcoin;
using ZmqNative.Tests.Bitcoin;
using Block = ZmqNative.Bitcoin.Block;
using Transaction = NBitcoin.Transaction;

namespace ZmqNative.Tests.NBitcoin;

/// <summary>Generated transactions and damaged real ones, read by NBitcoin and by us.</summary>
public sealed class OracleTransactionTests
{
    private static readonly Gen<byte[]> s_script = Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Byte.Array[250, 260], Gen.Byte.Array[65_530, 65_540]);

    private static readonly Gen<(byte[] Previous, uint Index, byte[] Script, uint Sequence, byte[][] Witness)> s_input = Gen.Select(
        Gen.Byte.Array[32], Gen.UInt, s_script, Gen.UInt, s_script.Array[0, 3]);

    private static readonly Gen<Transaction> s_transaction = Gen.Select(
        Gen.UInt, s_input.Array[1, 4], Gen.Select(Gen.Long[0, 2_100_000_000_000_000], s_script).Array[1, 4], Gen.UInt, Create);

    private static readonly byte[][] s_real =
        [.. Block.Parse(RealBlocks.Read(RealBlocks.WithSegwit)).Transactions[..100].ToArray().Select(one => one.Raw.ToArray()).Where(raw => raw.Length < 1000)];

    [Test]
    public void What_NBitcoin_writes_we_read_alike() =>
        s_transaction.Sample(transaction => OracleTransaction.Agree(transaction.ToBytes()), iter: 300);

    [Test]
    public void More_inputs_and_outputs_than_fit_in_a_byte_are_counted_alike()
    {
        foreach (int count in (int[])[252, 253, 70_000])
        {
            Transaction transaction = Transaction.Create(Network.Main);
            for (int i = 0; i < count; i++)
            {
                transaction.Inputs.Add(new OutPoint(uint256.One, i));
                transaction.Outputs.Add(Money.Satoshis(i), Script.Empty);
            }
            transaction.Inputs[^1].WitScript = new WitScript([[1]]);
            OracleTransaction.Agree(transaction.ToBytes());
        }
    }

    /// <summary>An inscription fills a block with one item: longer than NBitcoin's default bound for an array, 1 MiB.</summary>
    [Test]
    public void A_witness_as_large_as_a_block_is_read()
    {
        Transaction transaction = Transaction.Create(Network.Main);
        transaction.Inputs.Add(new OutPoint(uint256.One, 0));
        transaction.Outputs.Add(Money.Zero, Script.Empty);
        transaction.Inputs[0].WitScript = new WitScript([new byte[3_900_000]]);
        OracleTransaction.Agree(transaction.ToBytes());
    }

    /// <summary>
    /// A byte changed, removed or added anywhere: what we read NBitcoin reads alike. What we refuse it reads in one case only, a
    /// transaction without inputs or outputs, which is in no block and no mempool.
    /// </summary>
    [Test]
    public void Damaged_transactions_are_read_alike_or_refused() => Gen.Select(Gen.Int[0, s_real.Length - 1], Gen.Int[0, 999], Gen.Byte, Gen.Int[0, 2]).Sample(
        (which, offset, value, damage) =>
        {
            byte[] raw = s_real[which];
            offset %= raw.Length;
            byte[] damaged = [.. raw[..offset], .. (byte[])(damage == 0 ? [] : damage == 1 ? [value] : [value, raw[offset]]), .. raw[(offset + 1)..]];
            (Hash256? ours, Transaction? theirs) = (ZmqNative.Bitcoin.Transaction.TryReadId(damaged), TryRead(damaged));
            if (ours is not null)
            {
                OracleTransaction.Agree(damaged);
            }
            return ours is not null || theirs is null || theirs.Inputs.Count == 0 || theirs.Outputs.Count == 0;
        }, iter: 5000);

    /// <summary>The one exception that the documentation names, and memory in proportion to the bytes.</summary>
    [Test]
    public void Random_bytes_are_read_or_refused_without_much_memory() => Gen.Select(Gen.Byte[0, 2], Gen.Byte.Array[0, 200], Gen.Bool).Sample(
        (inputs, bytes, isBlock) =>
        {
            byte[] raw = isBlock ? [.. new byte[80], inputs, .. bytes] : [1, 0, 0, 0, inputs, .. bytes];
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _ = isBlock ? (object)NBitcoinConversions.ReadBlock(raw, Network.Main) : NBitcoinConversions.ReadTransaction(raw, Network.Main);
            }
            catch (InvalidDataException)
            {
            }
            return GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000;
        }, iter: 5000);

    private static Transaction? TryRead(byte[] raw)
    {
        try
        {
            return NBitcoinConversions.ReadTransaction(raw, Network.Main);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Transaction Create(
        uint version, (byte[] Previous, uint Index, byte[] Script, uint Sequence, byte[][] Witness)[] inputs, (long Amount, byte[] Script)[] outputs, uint lockTime)
    {
        Transaction transaction = Transaction.Create(Network.Main);
        transaction.Version = version;
        transaction.LockTime = lockTime;
        foreach ((byte[] previous, uint index, byte[] script, uint sequence, byte[][] witness) in inputs)
        {
            TxIn input = transaction.Inputs.Add(new OutPoint(new uint256(previous), index), new Script(script));
            input.Sequence = sequence;
            input.WitScript = new WitScript(witness);
        }
        foreach ((long amount, byte[] script) in outputs)
        {
            transaction.Outputs.Add(Money.Satoshis(amount), new Script(script));
        }
        return transaction;
    }
}
