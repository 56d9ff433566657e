using System.Collections;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>What is read while the oldest messages are removed from disk: nothing is left out without a word.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class RemovalTests : IDisposable
{
    private const long MaxDisk = 6 << 20;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task What_is_removed_while_everything_is_read_is_said([Values] bool isFiltered)
    {
        using HistoryFeed feed = Feed(out HookedStore store);
        int other = feed.Server.AddNotifier("pubhashblock", HistoryFeed.Published, HistoryFeed.Published, "hashblock");
        uint next = 0;
        // Every tenth message is of the other notifier.
        void Publish()
        {
            for (int i = 0; i < 100; i++, next++)
            {
                feed.Append(9);
                feed.Server.Append(other, "hashblock", next, HistoryFeed.Body(next));
            }
            AwaitDurable(feed);
        }
        RemoveBeforeFirst(feed, Publish, hook => store.BeforeRead = hook);
        ulong expected = 1;
        await foreach (HistoryChunk chunk in feed.Client.ReadAsync(null, isFiltered ? [other] : null))
        {
            expected = AfterMissing(chunk, expected);
            foreach (HistoryMessage message in chunk.Messages)
            {
                ulong due = isFiltered ? (expected + 9) / 10 * 10 : expected;
                Assert.That(message.Position.Offset, Is.EqualTo(due), $"after {expected - 1}");
                expected = due + 1;
            }
            expected = chunk.Position.Offset + 1;
        }
        Assert.That((feed.Server.StoreFailure, expected), Is.EqualTo(((string?)null, feed.Server.Head.Offset + 1)));
    }

    /// <summary>Before a message is looked up, or between that and the reading; and where the store counts it for longer.</summary>
    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    public async Task What_is_removed_while_a_range_is_read_is_said(bool isFound, bool isCounted)
    {
        using HistoryFeed feed = Feed(out HookedStore store);
        void Publish()
        {
            feed.Append(1000);
            AwaitDurable(feed);
        }
        RemoveBeforeFirst(feed, Publish, hook => _ = isFound ? store.BeforeRead = hook : store.BeforeFind = hook);
        store.Counted = isCounted ? store.Notifiers : null;
        ulong last = feed.Server.Head.Offset - 1, expected = feed.Server.GetInfo().Oldest - 1;
        int received = 0;
        await foreach (HistoryChunk chunk in feed.Client.ReadRangeAsync("hashtx", (uint)expected, (uint)last))
        {
            expected = AfterMissing(chunk, expected);
            foreach (HistoryMessage message in chunk.Messages)
            {
                Assert.That(message.MessageSequence, Is.EqualTo(expected));
                (expected, received) = (expected + 1, received + 1);
            }
        }
        Assert.That((feed.Server.StoreFailure, expected, received > 0), Is.EqualTo(((string?)null, last + 1, true)));
    }

    /// <summary>It is neither in memory nor on disk then, and comes when it is durable.</summary>
    [Test]
    public async Task What_left_memory_before_it_is_durable_is_not_missing([Values] bool isRange)
    {
        using HistoryFeed feed = Feed(out HookedStore store, maxDisk: 1 << 30);
        using SemaphoreSlim begun = new(0), mayWrite = new(0);
        store.BeforeAppend = () =>
        {
            _ = begun.Release();
            Assert.That(mayWrite.Wait(s_deadline));
        };
        feed.Append(1);
        Assert.That(await begun.WaitAsync(s_deadline));
        feed.Append(9_999);
        _ = mayWrite.Release();
        Assert.That(await begun.WaitAsync(s_deadline), "the other 9,999 are being written");
        feed.Append(15_000);
        uint expected = 0;
        bool wasEmpty = false;
        await foreach (HistoryChunk chunk in isRange ? feed.Client.ReadRangeAsync("hashtx", 0, 24_999) : feed.Client.ReadAsync(null))
        {
            Assert.That(chunk.Missing, Is.Null);
            foreach (HistoryMessage message in chunk.Messages)
            {
                Assert.That(message.MessageSequence, Is.EqualTo(expected));
                expected++;
            }
            if (chunk.Messages.Count == 0 && !wasEmpty)
            {
                wasEmpty = true;
                store.BeforeAppend = null;
                _ = mayWrite.Release();
            }
        }
        Assert.That((wasEmpty, expected, feed.Server.StoreFailure), Is.EqualTo((true, 25_000u, (string?)null)));
    }

    /// <summary>At each moment of a call that makes some messages durable and removes others.</summary>
    [Test]
    public void What_the_store_says_that_it_holds_can_be_read_also_while_it_appends()
    {
        using SqliteStore store = new(_folder.Path, MaxDisk, TimeSpan.FromDays(1));
        _ = store.Open();
        HistoryNotifier notifier = new(0, "pubhashtx", ["hashtx"], "a", "a", 0);
        Guid stream = store.Streams[^1].Stream;
        List<HistoryMessage> Batch(ulong first) => [.. Enumerable.Range(0, 1000).Select(i => new HistoryMessage(
            new StreamPosition(stream, first + (ulong)i), notifier, "hashtx", new byte[1000], (uint)first + (uint)i - 1))];
        store.Append(Batch(1));
        int looks = 0;
        void Look()
        {
            ulong oldest = store.Oldest;
            List<HistoryMessage> read = [];
            _ = store.Read(oldest - 1, null, 1, 1, read);
            Assert.That(read.Select(message => message.Position.Offset), Is.EqualTo(new[] { oldest }));
            Assert.That(store.Find(0, store.Notifiers.Single().First), Is.Not.Null);
            looks++;
        }
        for (ulong first = 1001; first < 12_000; first += 1000)
        {
            store.Append(new WatchedList(Batch(first), Look));
        }
        Assert.That((looks > 10, store.Oldest > 1), Is.EqualTo((true, true)));
    }

    // Fills the disk, and lets each of the next two reads come after a further removal.
    private static void RemoveBeforeFirst(HistoryFeed feed, Action publish, Action<Action> hook)
    {
        void Remove()
        {
            ulong oldest = feed.Server.GetInfo().Oldest;
            while (feed.Server.GetInfo().Oldest == oldest)
            {
                publish();
            }
        }
        Remove();
        int calls = 0;
        hook(() =>
        {
            if (++calls <= 2)
            {
                Remove();
            }
        });
    }

    private static ulong AfterMissing(HistoryChunk chunk, ulong expected)
    {
        if (chunk.Missing is not { } missing)
        {
            return expected;
        }
        Assert.That(missing.First, Is.EqualTo(expected));
        Assert.That(missing.Last, Is.GreaterThanOrEqualTo(missing.First), "never empty");
        return missing.Last + 1;
    }

    private static void AwaitDurable(HistoryFeed feed) => Assert.That(
        SpinWait.SpinUntil(() => feed.Server.GetInfo().Durable == feed.Server.Head.Offset || feed.Server.StoreFailure is not null, s_deadline)
            && feed.Server.StoreFailure is null,
        feed.Server.StoreFailure);

    private HistoryFeed Feed(out HookedStore store, long maxDisk = MaxDisk)
    {
        HookedStore hooked = store = new HookedStore(new SqliteStore(_folder.Path, maxDisk, TimeSpan.FromDays(1)));
        return new HistoryFeed(options =>
        {
            options.Store = _ => hooked;
            (options.MaxMemory, options.CommitInterval) = (1 << 20, TimeSpan.FromMilliseconds(1));
        });
    }

    /// <summary>A store that does something before it is called.</summary>
    private sealed class HookedStore(SqliteStore store) : IHistoryStore
    {
        internal Action? BeforeAppend { get; set; }

        internal Action? BeforeRead { get; set; }

        internal Action? BeforeFind { get; set; }

        /// <summary>What it says of its notifiers for ever; null for the truth.</summary>
        internal IReadOnlyList<HistoryCounters>? Counted { get; set; }

        public IReadOnlyList<StreamPosition> Streams => store.Streams;

        public ulong Oldest => store.Oldest;

        public IReadOnlyList<HistoryCounters> Notifiers => Counted ?? store.Notifiers;

        public string? Open() => store.Open();

        public void Append(IReadOnlyList<HistoryMessage> messages)
        {
            BeforeAppend?.Invoke();
            store.Append(messages);
        }

        public ulong Read(ulong after, Predicate<HistoryNotifier>? isWanted, int maxMessages, int maxBytes, ICollection<HistoryMessage> messages)
        {
            BeforeRead?.Invoke();
            return store.Read(after, isWanted, maxMessages, maxBytes, messages);
        }

        public ulong? Find(int notifier, uint messageSequence)
        {
            BeforeFind?.Invoke();
            return store.Find(notifier, messageSequence);
        }

        public void Complete() => store.Complete();

        public void Dispose() => store.Dispose();
    }

    /// <summary>A batch that has its own look at the store each time its first or last message is taken.</summary>
    private sealed class WatchedList(List<HistoryMessage> messages, Action look) : IReadOnlyList<HistoryMessage>
    {
        public int Count => messages.Count;

        public HistoryMessage this[int index]
        {
            get
            {
                if (index == 0 || index == Count - 1)
                {
                    look();
                }
                return messages[index];
            }
        }

        public IEnumerator<HistoryMessage> GetEnumerator()
        {
            look();
            return messages.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
