using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Relay;

namespace ZmqNative.Tests.Relay;

/// <summary>Transactions of a mempool, which a node lists in any order.</summary>
public sealed class TransactionOrderTests
{
    private static readonly Hash256 s_elsewhere = new(RandomNumberGenerator.GetBytes(Hash256.Length));

    [Test]
    public void Those_without_parents_stay_as_they_were()
    {
        Transaction[] transactions = [.. Enumerable.Range(0, 20).Select(_ => Spending(s_elsewhere))];
        Assert.That(TransactionOrder.ParentsFirst(transactions), Is.EqualTo(transactions));
    }

    [Test]
    public void A_long_chain_upside_down()
    {
        List<Transaction> chain = [Spending(s_elsewhere)];
        while (chain.Count < 5000)
        {
            chain.Add(Spending(chain[^1].Id));
        }
        Assert.That(TransactionOrder.ParentsFirst([.. Enumerable.Reverse(chain)]), Is.EqualTo(chain));
    }

    [Test]
    public void Each_comes_once_and_after_all_it_spends_from()
    {
        var random = new Random(1);
        List<(Transaction Transaction, Hash256[] Parents)> made = [];
        for (int i = 0; i < 300; i++)
        {
            Hash256[] parents = [s_elsewhere, .. Enumerable.Range(0, random.Next(4)).Where(_ => made.Count > 0).Select(_ => made[random.Next(made.Count)].Transaction.Id)];
            made.Add((Spending(parents), parents));
        }
        Transaction[] shuffled = [.. made.Select(one => one.Transaction)];
        random.Shuffle(shuffled);
        List<Transaction> ordered = [.. TransactionOrder.ParentsFirst(shuffled)];
        Assert.That(ordered, Is.EquivalentTo(shuffled));
        List<Hash256> ids = [.. ordered.Select(transaction => transaction.Id)];
        Assert.That(made.Where(one => one.Parents.Any(parent => ids.IndexOf(parent) >= ids.IndexOf(one.Transaction.Id))), Is.Empty);
    }

    // Its own in that it pays to a script of its own; half of them with a witness.
    private static Transaction Spending(params Hash256[] parents)
    {
        byte[] script = RandomNumberGenerator.GetBytes(20);
        byte[] inputs = [(byte)parents.Length, .. parents.SelectMany(parent => (byte[])[.. parent.Span, 0, 0, 0, 0, 0, 255, 255, 255, 255])];
        byte[] outputs = [1, 1, 0, 0, 0, 0, 0, 0, 0, (byte)script.Length, .. script];
        byte[] witness = [1, 1, 7, .. new byte[parents.Length - 1]];
        return Transaction.Parse(script[0] % 2 == 0
            ? (byte[])[2, 0, 0, 0, 0, 1, .. inputs, .. outputs, .. witness, 0, 0, 0, 0]
            : (byte[])[2, 0, 0, 0, .. inputs, .. outputs, 0, 0, 0, 0]);
    }
}
