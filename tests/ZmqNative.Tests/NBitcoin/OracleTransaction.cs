using NBitcoin;
using ZmqNative.Bitcoin;
using ZmqNative.NBitcoin;
using Transaction = ZmqNative.Bitcoin.Transaction;

namespace ZmqNative.Tests.NBitcoin;

/// <summary>Holds a transaction as we read it against the same as NBitcoin reads it.</summary>
internal static class OracleTransaction
{
    internal static void Agree(ReadOnlyMemory<byte> raw) => Agree(raw, NBitcoinConversions.ReadTransaction(raw, Network.Main));

    /// <summary>Both ids, with and without witness, are equal, and so are the bytes and the weight.</summary>
    /// <returns>Its weight (BIP 141).</returns>
    internal static int Agree(ReadOnlyMemory<byte> raw, global::NBitcoin.Transaction theirs)
    {
        Transaction ours = Transaction.Parse(raw);
        TransactionLayout layout = TransactionLayout.ReadWhole(raw.Span);
        int stripped = layout.BodyEnd - layout.BodyStart + 8, weight = (3 * stripped) + raw.Length;
        Assert.That(theirs.GetHash().ToHash256(), Is.EqualTo(ours.Id), "txid");
        Assert.That(theirs.GetWitHash().ToHash256(), Is.EqualTo(DoubleSha256.Hash(raw.Span)), "wtxid");
        Assert.That(theirs.HasWitness, Is.EqualTo(layout.HasWitness));
        Assert.That(theirs.WithOptions(TransactionOptions.None).ToBytes(), Has.Length.EqualTo(stripped));
        Assert.That(theirs.GetVirtualSize(), Is.EqualTo((weight + 3) / 4), "weight");
        Assert.That(theirs.ToBytes().AsSpan().SequenceEqual(raw.Span), "the same bytes again");
        return weight;
    }
}
