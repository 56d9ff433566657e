using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Publishing;

/// <summary>A subscriber that stops reading, and a high water mark of 0: the memory is bounded, and others receive again.</summary>
public sealed class UnsentLimitTests
{
    private const int Limit = 32 << 20;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Test]
    public void Above_the_limit_connections_are_ended_and_readers_connect_again()
    {
        using LogLines log = new();
        byte[] block = new byte[1 << 20];
        using NotificationInterface publisher = new(
            new ZmqNotificationOptions { PubRawBlock = [RunningInterface.Anywhere], PubRawBlockHighWatermark = 0, UnsentLimit = Limit, ThrowOnStartFailure = true },
            new NotifierFactories((_, body) => { BlockBody.Write(body, block); return true; }),
            log);
        _ = publisher.Initialize();
        string endpoint = publisher.GetBoundEndpoint(RunningInterface.Anywhere);
        using ZmqContext context = new();
        using TestStream reader = new(TestStream.Options(endpoint));
        _ = reader.WaitFor<HandshakeDone>();
        string[] Said(string words) => [.. log.Texts.Where(text => text.Contains(words, StringComparison.Ordinal))];
        int connections = 1, ofBlock = 0;

        // The reader takes what it gets, and notes by which of its connections the last block came.
        void Take()
        {
            while (reader.Subscriber.TryRead(out StreamItem? item))
            {
                connections += item is HandshakeDone ? 1 : 0;
                ofBlock = item is RawBlock ? connections : ofBlock;
            }
        }

        // The limit holds again after it was exceeded.
        for (int time = 1; time <= 2; time++)
        {
            using ZmqSocket stopped = new(context, ZmqSocketType.Subscribe) { Linger = 0, ReceiveHighWatermark = 1, ReconnectInterval = -1 };
            stopped.Subscribe([]);
            stopped.Connect(endpoint);
            // Both are connected before there is too much, whatever else the machine does.
            using ZmqMessage first = new();
            Assert.That(
                SpinWait.SpinUntil(
                    () =>
                    {
                        publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
                        Take();
                        return stopped.Receive(first, TimeSpan.FromMilliseconds(50));
                    },
                    s_deadline));
            Assert.That(
                SpinWait.SpinUntil(
                    () =>
                    {
                        publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
                        Take();
                        return Said("connections were ended").Length == time;
                    },
                    s_deadline),
                () => string.Join('\n', log.Texts.TakeLast(5)));
            Assert.That(Said($"and the limit is {Limit}: all connections are ended"), Has.Length.EqualTo(time));
            Assert.That(Said("connections were ended")[^1], Does.StartWith("2 connections were ended, and "));
            Assert.That(publisher.GetBoundEndpoint(RunningInterface.Anywhere), Is.EqualTo(endpoint));
            Assert.That(
                SpinWait.SpinUntil(
                    () =>
                    {
                        publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
                        Take();
                        return ofBlock == time + 1;
                    },
                    s_deadline),
                "the reader receives again");
        }
    }

    /// <summary>Those that connect again meanwhile are not ended for what the others had.</summary>
    [Test]
    public void Nothing_is_ended_again_until_libzmq_has_released_what_was_queued()
    {
        using LogLines log = new();
        using ZmqMessage held = new();
        int ends = 0;
        UnsentLimit limit = new(limit: 10, log.CreateLogger("limit"), () => Interlocked.Increment(ref ends));
        held.CopyFrom(new byte[1000], limit.Count);
        limit.Check();
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref ends) > 0, s_deadline));
        // If it were, then as soon as the thread that ended them goes on.
        Assert.That(SpinWait.SpinUntil(() => { limit.Check(); return Volatile.Read(ref ends) > 1; }, TimeSpan.FromMilliseconds(50)), Is.False);
        held.Clear();
        string[] Ended() => [.. log.Texts.Where(text => text.Contains("connections were ended", StringComparison.Ordinal))];
        Assert.That(SpinWait.SpinUntil(() => Ended().Length > 0, s_deadline));
        Assert.That(Ended(), Is.EqualTo((string[])["1 connections were ended, and 0 bytes are not taken now"]));
    }
}
