using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

public class TransactionParseTests
{
    // One input, one output, no scripts.
    private static readonly byte[] _body = [1, .. new byte[36], 0, 255, 255, 255, 255, 1, .. new byte[8], 0];
    private static readonly byte[] _version = [2, 0, 0, 0];
    private static readonly byte[] _lockTime = [9, 0, 0, 0];

    [Test]
    public void The_txids_of_legacy_segwit_and_taproot_transactions_are_those_of_the_node()
    {
        int withWitness = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestData.Trace("mempool-and-block"), "txs.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string txid = row.RootElement.GetProperty("txid").GetString()!;
            string wtxid = row.RootElement.GetProperty("wtxid").GetString()!;
            byte[] raw = Convert.FromHexString(row.RootElement.GetProperty("hex").GetString()!);

            Transaction transaction = Transaction.Parse(raw);

            Assert.That(transaction.Id.ToString(), Is.EqualTo(txid));
            Assert.That(DoubleSha256.Hash(raw).ToString(), Is.EqualTo(wtxid));
            Assert.That(transaction.Raw.ToArray(), Is.EqualTo(raw));
            withWitness += txid == wtxid ? 0 : 1;
        }
        Assert.That(withWitness, Is.Positive);
    }

    [Test]
    public void A_witness_does_not_change_the_txid_however_long_the_transaction()
    {
        foreach (int scriptLength in new[] { 0, 252, 900, 1000, 5000 })
        {
            byte[] script = scriptLength < 253 ? [(byte)scriptLength, .. new byte[scriptLength]]
                : [253, (byte)scriptLength, (byte)(scriptLength >> 8), .. new byte[scriptLength]];
            byte[] body = [.. _body[..^1], .. script];
            byte[] plain = [.. _version, .. body, .. _lockTime];
            byte[] withWitness = [.. _version, 0, 1, .. body, 1, 2, 0x51, 0x52, .. _lockTime];

            Assert.That(Transaction.Parse(withWitness).Id, Is.EqualTo(Transaction.Parse(plain).Id));
            Assert.That(Transaction.Parse(plain).Id, Is.EqualTo(DoubleSha256.Hash(plain)));
        }
    }

    [Test]
    public void The_id_of_bytes_that_are_not_a_transaction_is_null()
    {
        byte[] plain = [.. _version, .. _body, .. _lockTime];
        Assert.Multiple(() =>
        {
            Assert.That(Transaction.TryReadId(plain), Is.EqualTo(Transaction.Parse(plain).Id));
            Assert.That(Transaction.TryReadId([]), Is.Null);
            Assert.That(Transaction.TryReadId(plain.AsSpan(1)), Is.Null);
            Assert.That(Transaction.TryReadId([.. plain, 0]), Is.Null);
        });
    }

    [Test]
    public void Computing_an_id_allocates_nothing()
    {
        byte[] body = [.. _body[..^1], 253, 0x88, 0x13, .. new byte[5000]];
        byte[] plain = [.. _version, .. body, .. _lockTime];
        byte[] withWitness = [.. _version, 0, 1, .. body, 1, 2, 0x51, 0x52, .. _lockTime];
        Hash256? expected = Transaction.TryReadId(plain);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hash256? first = Transaction.TryReadId(plain), second = Transaction.TryReadId(withWitness);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
        Assert.That((first, second), Is.EqualTo((expected, expected)));
    }

    [Test]
    public void What_a_node_refuses_to_read_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Parsing([.. _version, 0, 0, .. _lockTime]), Refused("byte 5 of the transaction: expected the witness flag 1 (BIP 144), found 0."));
            Assert.That(Parsing([.. _version, 0, 3, .. _body, 1, 1, 1, .. _lockTime]), Refused("byte 5 of the transaction: expected the witness flag 1 (BIP 144), found 3."));
            Assert.That(Parsing([.. _version, 0, 1, .. _body, 0, .. _lockTime]),
                Refused("byte 58 of the transaction: expected a witness for at least one input, found none, which must be written without marker and flag."));
            Assert.That(Parsing([.. _version, .. _body[..42], 0, .. new byte[20]]), Refused("byte 46 of the transaction: expected one or more outputs, found none."));
            Assert.That(Parsing([.. _version, .. _body, .. _lockTime, 0]), Refused("byte 60 of the transaction: expected the end of the transaction, found 1 more bytes."));
            Assert.That(Parsing([.. _version, .. _body, 1, 2]), Refused("byte 56 of the transaction: expected a lock time of 4 bytes, found the end after 2."));
            Assert.That(Parsing([]), Refused("byte 0 of the transaction: expected a transaction version of 4 bytes, found the end after 0."));
        });

        static Action Parsing(byte[] raw) => () => Transaction.Parse(raw);
        static NUnit.Framework.Constraints.Constraint Refused(string message) => Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message);
    }
}
