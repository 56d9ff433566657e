using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

public class BlockParseTests
{
    [TestCase(RealBlocks.WithoutSegwit)]
    [TestCase(RealBlocks.WithSegwit)]
    [TestCase(RealBlocks.Testnet)]
    public void A_real_block_has_the_expected_hash_and_txids(string file)
    {
        byte[] raw = RealBlocks.Read(file);
        JsonElement expected = RealBlocks.Expected(file);

        Block block = Block.Parse(raw);

        Assert.Multiple(() =>
        {
            Assert.That(raw, Has.Length.EqualTo(expected.GetProperty("bytes").GetInt32()));
            Assert.That(block.Hash.ToString(), Is.EqualTo(expected.GetProperty("hash").GetString()));
            Assert.That(block.Transactions.Length, Is.EqualTo(expected.GetProperty("transactions").GetInt32()));
            Assert.That(block.Transactions[0].Id.ToString(), Is.EqualTo(expected.GetProperty("first_txid").GetString()));
            Assert.That(block.Transactions[^1].Id.ToString(), Is.EqualTo(expected.GetProperty("last_txid").GetString()));
        });
    }

    [TestCase(RealBlocks.WithoutSegwit)]
    [TestCase(RealBlocks.WithSegwit)]
    [TestCase(RealBlocks.Testnet)]
    public void Each_txid_in_a_block_is_that_of_the_transaction_alone(string file)
    {
        Transaction[] transactions = Block.Parse(RealBlocks.Read(file)).Transactions.ToArray();

        Assert.That(transactions.Select(transaction => transaction.Id),
            Is.EqualTo(transactions.Select(transaction => Transaction.Parse(transaction.Raw).Id)));
    }

    [Test]
    public void The_first_255_mainnet_blocks_form_a_chain()
    {
        List<ReadOnlyMemory<byte>> blocks = RealBlocks.ReadMany();
        JsonElement expected = RealBlocks.Expected(RealBlocks.ManyMainnet);

        string[] hashes = [.. blocks.Select(raw => Block.Parse(raw).Hash.ToString())];
        string[] parents = [.. blocks.Select(raw => BlockHeader.Read(raw.Span).Previous.ToString())];

        Assert.Multiple(() =>
        {
            Assert.That(hashes, Has.Length.EqualTo(expected.GetProperty("blocks").GetInt32()));
            Assert.That(hashes[0], Is.EqualTo(expected.GetProperty("first_hash").GetString()));
            Assert.That(hashes[^1], Is.EqualTo(expected.GetProperty("last_hash").GetString()));
            Assert.That(parents[1..], Is.EqualTo(hashes[..^1]));
        });
    }

    [Test]
    public void Transactions_are_slices_of_the_block_one_after_the_other()
    {
        byte[] raw = RealBlocks.Read(RealBlocks.WithSegwit);

        Block block = Block.Parse(raw);

        // The header and a number of transactions above 252, which takes three bytes.
        int offset = BlockHeader.Length + 3;
        foreach (Transaction transaction in block.Transactions)
        {
            MemoryMarshal.TryGetArray(transaction.Raw, out ArraySegment<byte> slice);
            Assert.That((slice.Array, slice.Offset), Is.EqualTo((raw, offset)));
            offset += slice.Count;
        }
        Assert.That(offset, Is.EqualTo(raw.Length));
    }

    [Test]
    public void A_large_block_is_read_without_garbage_per_hash()
    {
        byte[] raw = RealBlocks.Read(RealBlocks.WithSegwit);
        Block.Parse(raw);
        var fastest = TimeSpan.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Block.Parse(raw);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            fastest = taken < fastest ? taken : fastest;
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        Block block = Block.Parse(raw);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        TestContext.Out.WriteLine($"{raw.Length} bytes, {block.Transactions.Length} transactions: {fastest.TotalMilliseconds:F2} ms, {allocated} bytes allocated");
        // A Transaction object (64 bytes) and a reference to it for each, and some change.
        Assert.That(allocated, Is.LessThan((block.Transactions.Length * 72) + 4096));
    }

    [Test]
    public void A_transaction_repeated_so_that_the_merkle_root_stays_is_refused()
    {
        // CVE-2012-2459: an odd last hash is paired with itself, so a copy of the last transaction changes nothing in the root.
        byte[] raw = RealBlocks.Read(RealBlocks.WithoutSegwit);
        Block block = Block.Parse(raw);
        Assert.That(block.Transactions.Length % 2, Is.EqualTo(1), "an odd number");
        byte[] last = block.Transactions[^1].Raw.ToArray();
        // The number is 253 and two bytes, low byte first.
        raw[BlockHeader.Length + 1]++;

        Assert.That(() => Block.Parse((byte[])[.. raw, .. last]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("CVE-2012-2459"));
    }

    [Test]
    public void A_changed_witness_is_refused()
    {
        byte[] raw = RealBlocks.Read(RealBlocks.WithSegwit);
        Transaction witness = FirstWithWitness(Block.Parse(raw));
        MemoryMarshal.TryGetArray(witness.Raw, out ArraySegment<byte> slice);
        // The last byte of the witness is before the four of the lock time.
        raw[slice.Offset + slice.Count - 5] ^= 1;

        Assert.That(() => Block.Parse(raw), Throws.TypeOf<InvalidDataException>().With.Message.Contains("the commitment to the block's witnesses"));
        Assert.That(Transaction.Parse(slice.AsMemory()).Id, Is.EqualTo(witness.Id));
    }

    [Test]
    public void A_witness_without_a_commitment_is_refused()
    {
        // A block before segwit, whose second transaction is given a witness: its txid stays.
        byte[] raw = RealBlocks.Read(RealBlocks.WithoutSegwit);
        MemoryMarshal.TryGetArray(Block.Parse(raw).Transactions[1].Raw, out ArraySegment<byte> slice);
        Assert.That(raw[slice.Offset + 4], Is.EqualTo(1), "one input");
        int end = slice.Offset + slice.Count;
        byte[] changed = [.. raw[..(slice.Offset + 4)], 0, 1, .. raw[(slice.Offset + 4)..(end - 4)], 1, 1, 0x51, .. raw[(end - 4)..]];

        Assert.That(() => Block.Parse(changed), Throws.TypeOf<InvalidDataException>().With.Message.Contains("BIP 141").And.Message.Contains("no such output"));
    }

    [TestCase(31)]
    [TestCase(33)]
    public void A_reserved_value_of_another_length_is_refused(int length)
    {
        // The coinbase's witness is one item of 32 bytes, before the lock time.
        byte[] raw = RealBlocks.Read(RealBlocks.WithSegwit);
        MemoryMarshal.TryGetArray(Block.Parse(raw).Transactions[0].Raw, out ArraySegment<byte> slice);
        int place = slice.Offset + slice.Count - 4 - 33;
        Assert.That(raw[place], Is.EqualTo(32));
        byte[] changed = [.. raw[..place], (byte)length, .. new byte[length], .. raw[(place + 33)..]];

        Assert.That(() => Block.Parse(changed), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            $"byte {place - 1} of the block: expected a coinbase witness of one item of 32 bytes (BIP 141), found 1 items, the first of {length} bytes."));
    }

    [Test]
    public void An_error_says_the_offset_and_what_was_expected()
    {
        byte[] raw = [.. RealBlocks.ReadMany()[0].Span];
        byte[] otherRoot = [.. raw];
        otherRoot[BlockHeader.MerkleRootOffset] ^= 1;

        Assert.Multiple(() =>
        {
            Assert.That(() => Block.Parse(raw.AsMemory(0, 79)), Refused("byte 0 of the block: expected a block header of 80 bytes, found the end after 79."));
            Assert.That(() => Block.Parse((byte[])[.. raw, 7]), Refused("byte 215 of the block: expected the end of the block, found 1 more bytes."));
            Assert.That(() => Block.Parse((byte[])[.. raw[..80], 0]), Refused("byte 80 of the block: expected one or more transactions, found none."));
            Assert.That(() => Block.Parse((byte[])[.. raw[..80], 255, 255, 255, 255, 255, 255, 255, 255, 255, .. raw[81..]]),
                Refused("byte 80 of the block: expected no more than 2 transactions in the 134 bytes left, found 18446744073709551615."));
            Assert.That(() => Block.Parse((byte[])[.. raw[..80], 253, 1, 0, .. raw[81..]]),
                Refused("byte 80 of the block: expected a number of transactions in its shortest form, found 1 in 3 bytes."));
            Assert.That(() => Block.Parse(otherRoot), Refused("byte 36 of the block: expected the merkle root of the block's transactions, "
                + "0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098, found 0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512099."));
        });

        static NUnit.Framework.Constraints.Constraint Refused(string message) => Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message);
    }

    private static Transaction FirstWithWitness(Block block)
    {
        foreach (Transaction transaction in block.Transactions[1..])
        {
            // A number of inputs is never zero: this is the marker.
            if (transaction.Raw.Span[4] == 0)
            {
                return transaction;
            }
        }
        throw new InvalidDataException("no witness in the block");
    }
}
