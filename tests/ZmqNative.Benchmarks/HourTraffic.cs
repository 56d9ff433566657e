namespace ZmqNative.Benchmarks;

/// <summary>What happens in an hour of mainnet, told in a minute. The numbers are assumptions; docs/benchmarks/2026-11-28.md says where they come from.</summary>
internal static class HourTraffic
{
    internal const int Minute = 60_000;
    internal const int Blocks = 6;

    /// <summary>Between blocks that follow each other, in milliseconds.</summary>
    internal const int BlockInterval = 300;

    /// <summary>The topics, in the order counters are kept.</summary>
    internal static readonly string[] Topics = ["hashblock", "hashtx", "rawblock", "rawtx", "sequence"];

    // Of 25,000 transactions, what does not leave in six blocks stays, or is replaced or evicted.
    private const int Accepted = 25_000;
    private const int Removed = 1_000;

    /// <summary>A thing the node tells.</summary>
    internal enum Kind
    {
        /// <summary>hashtx, rawtx, sequence.</summary>
        Accepted,

        /// <summary>sequence.</summary>
        Removed,

        /// <summary>hashtx and rawtx of each transaction of the block, then sequence.</summary>
        Connected,

        /// <summary>hashblock, rawblock.</summary>
        Tip,
    }

    /// <summary>All of it in order of time, in milliseconds, the same each time.</summary>
    /// <param name="blocks">So many blocks, one every <see cref="BlockInterval"/>, with the hour's transactions between them; 0 for the hour.</param>
    internal static (int Time, Kind Kind)[] Events(int blocks = 0)
    {
        Random random = new(1);
        if (blocks > 0)
        {
            int length = blocks * BlockInterval;
            return
            [
                .. Enumerable.Range(0, length / (Minute / Accepted)).Select(_ => (Time: random.Next(length), Kind.Accepted))
                    .Concat(Enumerable.Range(0, blocks).SelectMany(i => ((int Time, Kind)[])[((i + 1) * BlockInterval, Kind.Connected), ((i + 1) * BlockInterval, Kind.Tip)]))
                    .OrderBy(one => one.Time),
            ];
        }
        List<(int Time, Kind Kind)> events = [.. Enumerable.Range(0, Accepted).Select(_ => (random.Next(Minute), Kind.Accepted)), .. Enumerable.Range(0, Removed).Select(_ => (random.Next(Minute), Kind.Removed))];
        foreach (int time in Enumerable.Range(0, Blocks).Select(_ => random.Next(Minute)))
        {
            events.AddRange([(time, Kind.Connected), (time, Kind.Tip)]);
        }
        // In the order they were added where the time is the same.
        return [.. events.OrderBy(one => one.Time)];
    }

    /// <summary>How many messages of each topic such an event makes, in the order of <see cref="Topics"/>.</summary>
    internal static int[] MessagesOf(Kind kind, int transactions) => kind switch
    {
        Kind.Accepted => [0, 1, 0, 1, 1],
        Kind.Removed => [0, 0, 0, 0, 1],
        Kind.Connected => [0, transactions, 0, transactions, 1],
        _ => [1, 0, 1, 0, 0],
    };
}
