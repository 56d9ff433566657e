using CsCheck;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

/// <summary>Whatever bytes come in, the answer is a block or one <see cref="InvalidDataException"/>, and memory in proportion to the bytes.</summary>
public class BlockDamageTests
{
    private static readonly byte[] _withoutSegwit = RealBlocks.Read(RealBlocks.WithoutSegwit);
    private static readonly byte[] _withSegwit = RealBlocks.Read(RealBlocks.WithSegwit);
    private static readonly byte[] _small = [.. RealBlocks.ReadMany().MaxBy(raw => raw.Length).Span];

    [Test]
    public void A_small_block_cut_anywhere_is_refused()
    {
        for (int length = 0; length < _small.Length; length++)
        {
            Assert.That(Refuses(_small.AsMemory(0, length)), $"cut to {length} bytes");
        }
    }

    [Test]
    public void A_large_block_cut_anywhere_is_refused() =>
        Gen.Int[0, _withSegwit.Length - 1].Sample(length => Refuses(_withSegwit.AsMemory(0, length)), iter: 80);

    [Test]
    public void Any_bit_flipped_behind_the_header_of_a_small_block_is_refused()
    {
        for (int bit = BlockHeader.Length * 8; bit < _small.Length * 8; bit++)
        {
            Assert.That(Refuses(WithFlippedBit(_small, bit)), $"bit {bit}");
        }
    }

    [Test]
    public void A_bit_flipped_in_the_header_changes_the_hash_to_one_without_work_or_is_refused() =>
        Gen.Int[0, (BlockHeader.Length * 8) - 1].Sample(bit =>
        {
            byte[] damaged = WithFlippedBit(_small, bit);
            BlockHeader header = BlockHeader.Read(damaged);
            return !ProofOfWork.IsMet(header.Hash, header.Bits) && (Refuses(damaged) || Block.Parse(damaged).Hash == header.Hash);
        }, iter: 400);

    [TestCase(false)]
    [TestCase(true)]
    public void A_bit_flipped_behind_the_header_of_a_large_block_is_refused(bool segwit)
    {
        byte[] block = segwit ? _withSegwit : _withoutSegwit;
        Gen.Int[BlockHeader.Length * 8, (block.Length * 8) - 1].Sample(bit => Refuses(WithFlippedBit(block, bit)), iter: 50);
    }

    [Test]
    public void A_huge_number_anywhere_costs_no_memory() =>
        Gen.Select(Gen.Int[BlockHeader.Length, _small.Length - 10], Gen.Byte[253, 255], Gen.ULong).Sample((offset, size, number) =>
        {
            byte[] damaged = [.. _small];
            damaged[offset] = size;
            BitConverter.TryWriteBytes(damaged.AsSpan(offset + 1), number | 0xff00_0000_0000_0000);
            return Refuses(damaged);
        }, iter: 2000);

    [Test]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 2000].Sample(bytes => Refuses(bytes), iter: 2000);

    [Test]
    public void Random_bytes_behind_a_real_header_are_refused() =>
        Gen.Byte.Array[0, 2000].Sample(bytes => Refuses((byte[])[.. _small[..BlockHeader.Length], .. bytes]), iter: 2000);

    [Test]
    public void Random_transactions_are_parsed_or_refused() =>
        Gen.Select(Gen.Byte[0, 2], Gen.Byte.Array[0, 200]).Sample((inputs, bytes) =>
        {
            byte[] raw = [1, 0, 0, 0, inputs, .. bytes];
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // The txid comes from bytes that make sense: at least from as many as the smallest transaction has.
                return Transaction.Parse(raw).Raw.Length >= TransactionLayout.SmallestTransaction;
            }
            catch (InvalidDataException)
            {
                return GC.GetAllocatedBytesForCurrentThread() - before < Bound(raw.Length);
            }
        }, iter: 5000);

    private static bool Refuses(ReadOnlyMemory<byte> raw)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Block.Parse(raw);
            return false;
        }
        catch (InvalidDataException e)
        {
            return e.Message.StartsWith("byte ", StringComparison.Ordinal) && GC.GetAllocatedBytesForCurrentThread() - before < Bound(raw.Length);
        }
    }

    // For each 60 bytes of input, the smallest transaction, an object of 64, a reference and a hash with its room to grow; for the
    // longest one its bytes without witness, rounded up; and what throwing takes.
    private static long Bound(int length) => 0x1_0000 + (5L * length);

    private static byte[] WithFlippedBit(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
