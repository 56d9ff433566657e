using System.Buffers.Binary;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TransactionIdBatchTests
{
    private readonly TransactionIdBatch _batch = new();

    [Test]
    public void Txids_of_every_length_with_and_without_witness_are_those_of_the_base_library()
    {
        for (int scriptLength = 0; scriptLength < 260; scriptLength++)
        {
            _batch.Clear();
            byte[] plain = Plain(scriptLength), longer = Plain(2 * scriptLength);
            byte[][] transactions = [plain, WithWitness(plain), longer, WithWitness(longer), plain];
            Array.ForEach(transactions, transaction => _batch.Add(transaction));
            _batch.Compute();
            Assert.That(Ids(), Is.EqualTo((Hash256?[])[Expected(plain), Expected(plain), Expected(longer), Expected(longer), Expected(plain)]));
        }
    }

    [Test]
    public void However_many_are_in_it_each_has_its_own_txid()
    {
        for (int count = 0; count <= TransactionIdBatch.Capacity; count++)
        {
            _batch.Clear();
            byte[][] plain = [.. Enumerable.Range(0, count).Select(i => Plain((i * 71) % 500))];
            byte[] shared = new byte[1000];
            foreach (byte[] transaction in plain)
            {
                // The memory they come in is used for the next.
                byte[] bytes = transaction.Length % 2 == 0 ? transaction : WithWitness(transaction);
                bytes.CopyTo(shared, 0);
                _batch.Add(shared.AsSpan(0, bytes.Length));
            }
            Assert.That(_batch.Count, Is.EqualTo(count));
            Assert.That(_batch.IsFull, Is.EqualTo(count == TransactionIdBatch.Capacity));
            shared.AsSpan().Clear();
            _batch.Compute();
            Assert.That(Ids(), Is.EqualTo(plain.Select(Expected)));
        }
    }

    [Test]
    public void What_is_no_transaction_has_none_and_the_others_have_theirs()
    {
        for (int invalid = 0; invalid < 5; invalid++)
        {
            _batch.Clear();
            byte[][] transactions = [.. Enumerable.Range(100, 5).Select(Plain)];
            byte[][] damaged = [[], [1, 2, 3], transactions[2][..^1], [.. transactions[3], 0], WithWitness(transactions[4])[..^5]];
            Hash256?[] expected = [.. transactions.Select(Expected)];
            transactions[invalid] = damaged[invalid];
            expected[invalid] = null;
            Array.ForEach(transactions, transaction => _batch.Add(transaction));
            _batch.Compute();
            Assert.That(Ids(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Nothing_is_left_after_Clear()
    {
        _batch.Add(Plain(3));
        _batch.Add([]);
        _batch.Compute();
        _batch.Clear();
        Assert.That(_batch.Count, Is.Zero);
        Assert.That(_batch[0], Is.Null);
        _batch.Compute();
        _batch.Add([]);
        _batch.Add(Plain(9000));
        _batch.Add(Plain(4));
        _batch.Compute();
        Assert.That(Ids(), Is.EqualTo((Hash256?[])[null, Expected(Plain(9000)), Expected(Plain(4))]));
    }

    [Test]
    public void Of_real_blocks_it_finds_the_txids_that_the_merkle_root_confirms([Values(RealBlocks.WithSegwit, RealBlocks.WithoutSegwit, RealBlocks.Testnet)] string file)
    {
        foreach (Transaction[] transactions in Block.Parse(RealBlocks.Read(file)).Transactions.ToArray().Chunk(TransactionIdBatch.Capacity))
        {
            _batch.Clear();
            Array.ForEach(transactions, transaction => _batch.Add(transaction.Raw.Span));
            _batch.Compute();
            Assert.That(Ids(), Is.EqualTo(transactions.Select(transaction => (Hash256?)transaction.Id)));
        }
    }

    [Test]
    public void Once_warm_it_allocates_nothing()
    {
        byte[][] transactions = [.. Enumerable.Range(0, TransactionIdBatch.Capacity - 1).Select(i => WithWitness(Plain(i * 50))), Plain(20_000)];
        void Use(int count)
        {
            foreach (byte[] transaction in transactions.AsSpan(transactions.Length - count))
            {
                _batch.Add(transaction);
            }
            _batch.Compute();
            _batch.Clear();
        }
        Use(transactions.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int count = 1; count <= transactions.Length; count++)
        {
            Use(count);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private Hash256?[] Ids() => [.. Enumerable.Range(0, _batch.Count).Select(i => _batch[i])];

    private static Hash256? Expected(byte[] plain) => new Hash256(SHA256.HashData(SHA256.HashData(plain)));

    /// <summary>One input and one output, without witness.</summary>
    private static byte[] Plain(int scriptLength)
    {
        byte[] outPoint = new byte[36], script = new byte[scriptLength], length = [253, 0, 0];
        new Random(scriptLength).NextBytes(outPoint);
        new Random(scriptLength).NextBytes(script);
        BinaryPrimitives.WriteUInt16LittleEndian(length.AsSpan(1), (ushort)scriptLength);
        return [2, 0, 0, 0, 1, .. outPoint, 0, 255, 255, 255, 255, 1, .. new byte[8], .. scriptLength < 253 ? [(byte)scriptLength] : length, .. script, 9, 8, 7, 6];
    }

    private static byte[] WithWitness(byte[] plain) => [.. plain[..4], 0, 1, .. plain[4..^4], 2, 3, 0x51, 0x52, 0x53, 1, 0x54, .. plain[^4..]];
}
