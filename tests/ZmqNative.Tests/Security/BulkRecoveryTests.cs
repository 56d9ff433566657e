using System.Diagnostics;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.History;

namespace ZmqNative.Tests.Security;

/// <summary>A client that recovers a history as fast as it can is within the limits.</summary>
[NonParallelizable]
public sealed class BulkRecoveryTests
{
    /// <summary>Replies that cost least: many small messages, and one body of the greatest length of a reply that is shared.</summary>
    [TestCase(32, 200_000)]
    [TestCase(256 << 10, 2_000)]
    [TestCase(32, 3_000_000, Category = "Long")]
    [TestCase(256 << 10, 30_000, Category = "Long")]
    public async Task It_meets_no_limit(int length, int count)
    {
        using Meters meters = new();
        using HistoryFeed feed = new(options => options.MaxMemory = 64L << 30);
        using ZmqMessage body = new();
        body.CopyFrom(new byte[length]);
        for (uint i = 0; i < count; i++)
        {
            feed.Server.Append(feed.Place, "hashtx", i, body);
        }
        long begun = Stopwatch.GetTimestamp();
        int received = 0;
        await foreach (HistoryChunk chunk in feed.Client.ReadAsync(null))
        {
            received += chunk.Messages.Count;
        }
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double requests = meters[$"zmqnative.history.requests{{address={HistoryFeed.Anywhere}}}"]!.Value;
        TestContext.Out.WriteLine($"{count} messages of {length} bytes: {requests:0} requests in {seconds:0.00} s, {requests / seconds:0} a second, {count * (double)length / seconds / (1 << 20):0} MiB/s");
        Assert.That(received, Is.EqualTo(count));
        Assert.That(meters[$"zmqnative.requests.limited{{server=history,address={HistoryFeed.Anywhere}}}"], Is.Zero);
    }
}
