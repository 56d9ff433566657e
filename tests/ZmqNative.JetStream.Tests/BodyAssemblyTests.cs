namespace ZmqNative.JetStream.Tests;

/// <summary>Bodies that were split; needs no server.</summary>
public sealed class BodyAssemblyTests
{
    [Test]
    public void A_part_that_claims_a_large_body_costs_what_it_has()
    {
        MessageHeaders? headers = MessageHeaders.Read("Bitcoin-Stream: a\r\nBitcoin-Offset: 7\r\nBitcoin-Part: 0/2000000000");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(new BodyAssembly().Take(headers!.Value, new byte[100]), Is.Null);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000));
    }

    [Test]
    public void Parts_are_put_together_in_their_order()
    {
        BodyAssembly assembly = new();
        Assert.That(assembly.Take(new(null, "a", 7, 0, 5), [1, 2]), Is.Null);
        Assert.That(assembly.Take(new(null, "a", 7, 2, 5), [3]), Is.Null);
        Assert.That(assembly.Take(new(null, "a", 7, 3, 5), [4, 5]), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
        Assert.That(assembly.Take(new(null, "a", 8, 0, 5), [1, 2]), Is.Null);
        Assert.That(assembly.Take(new(null, "a", 8, 2, 5), [3, 4, 5, 6]), Is.Null, "it is longer than it said");
        Assert.That(assembly.Take(new(null, "a", 8, 2, 5), [3, 4, 5]), Is.Null, "its beginning was dropped");
    }
}
