using System.Security.Cryptography;
using CsCheck;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Tests.Subscribing.Filling;

/// <summary>Where a block's transactions are among those that arrived: there, or not known.</summary>
public sealed class BurstPlacementTests
{
    // a to f are of one block, a its coinbase; x is another transaction, a dot is lost.
    [TestCase("a.c..f", "abcdef", null, ExpectedResult = 0)]
    [TestCase("x.b.d", "abcd", null, ExpectedResult = null, Description = "b and d may be of the mempool, and the block behind them")]
    [TestCase("x.b.dx", "abcd", 6, ExpectedResult = 1)]
    [TestCase("x....x", "abcd", 6, ExpectedResult = 1)]
    [TestCase("x.....x", "abcd", 7, ExpectedResult = null, Description = "one more is missing than the block has")]
    [TestCase("xa.dc", "abcd", null, ExpectedResult = null, Description = "not in the block's order")]
    [TestCase("b.x..x", "ab", 6, ExpectedResult = 3)]
    [TestCase("b.x...x", "ab", 7, ExpectedResult = null)]
    [TestCase("bxx.x", "a", 5, ExpectedResult = 3)]
    public int? A_block_is_placed_where_nothing_else_fits(string arrived, string block, int? end) =>
        BurstPlacement.Find([Ids(block)], Arrived(arrived), end) is [var only] ? only : throw new InvalidOperationException();

    [TestCase("x.....", 6, ExpectedResult = "1 4")]
    [TestCase("x......", 7, ExpectedResult = "- -")]
    [TestCase("x...d.", 6, ExpectedResult = "1 4")]
    [TestCase("..c.x.e", 7, ExpectedResult = "0 5")]
    public string Blocks_that_were_lost_as_a_whole_fill_what_is_missing(string arrived, int end) => string.Join(' ', BurstPlacement.Find(
        [Ids("abc"), Ids("de")], Arrived(arrived), end).Select(start => start?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"));

    [Test]
    public void A_place_is_right_or_not_known() => Gen.Int.Sample(seed =>
    {
        Random random = new(seed);
        List<Hash256[]> bursts = [];
        List<Hash256> all = [];
        List<int> starts = [];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            Hash256[] burst = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => new Hash256(RandomNumberGenerator.GetBytes(Hash256.Length)))];
            // Some of the mempool's are in the block, mostly in its order.
            all.AddRange(burst.Skip(1).Where(_ => random.Next(3) > 0));
            all.AddRange(Enumerable.Range(0, random.Next(4)).Select(_ => new Hash256(RandomNumberGenerator.GetBytes(Hash256.Length))));
            bursts.Add(burst);
            starts.Add(all.Count);
            all.AddRange(burst);
        }
        int? end = random.Next(2) == 0 ? all.Count : null;
        double kept = random.NextDouble();
        List<(int Place, Hash256 Id)> arrived = [.. all.Select((id, place) => (place, id)).Where(_ => random.NextDouble() < kept)];
        int?[] found = BurstPlacement.Find(bursts, arrived, end);
        return found.Zip(starts).All(pair => pair.First is null || pair.First == pair.Second);
    }, iter: 20_000);

    private static Hash256[] Ids(string letters) => [.. letters.Select(Id)];

    private static List<(int Place, Hash256 Id)> Arrived(string letters) =>
        [.. letters.Select((letter, place) => (place, Id(letter))).Where(one => letters[one.place] != '.').Select(one => (one.place, one.Item2))];

    private static Hash256 Id(char letter) => new([(byte)letter, .. new byte[Hash256.Length - 1]]);
}
