using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Publishing;

namespace ZmqNative.Benchmarks;

/// <summary>What a history costs the publisher, and how fast what was missed comes back, against a plain PUB/SUB of the same messages in C++ and a stream of Redis.</summary>
internal static class HistoryCost
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const int Messages = 1_000_000;
    private const int Clients = 100;
    private const int Rounds = 20;

    // More than a history in memory holds: what it uses for the first time costs page faults.
    private const int MoreThanItHolds = 6_000_000;
    private static readonly Transaction s_transaction = new(new([.. new byte[31], 7]), new byte[250]);

    internal static void Run(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
        try
        {
            Publishing(output, folder);
            Recovery(output);
            Disk(output, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Publishing(TextWriter output, string folder)
    {
        using Publisher off = new(null), memory = new(new()), disk = new(new HistoryOptions().UseSqlite(Path.Combine(folder, "publishing")));
        new SideBySide(
            "hashtx with one subscriber over tcp", 2_000, () => { }, () => { },
            off.As("no history"), memory.As("history in memory"), disk.As("history on disk")).Run(output);
    }

    private static void Recovery(TextWriter output)
    {
        using HistoryChild server = HistoryChild.Start(Messages);
        using PublishRig rig = new(new() { PubHashTransaction = [Anywhere] }, [], ("hashtx", 32));
        Contestant native = rig.AtLimit;
        using Drain drain = new(rig.Endpoints, 1, 1, () => native.Work(1));
        using RedisStream? redis = RedisStream.Start(Messages, "body"), redisParts = RedisStream.Start(Messages, "topic", "body", "sequence");
        void PubSub()
        {
            drain.Begin(Messages);
            native.Work(Messages);
            drain.End();
        }
        (string Name, Action Work)[] ways =
        [
            ("C++, PUB/SUB", PubSub),
            ("the same again (control)", PubSub),
            ("HistoryClient, from the beginning", () => Read(server.Endpoint, Messages).GetAwaiter().GetResult()),
        ];
        if (redis is not null && redisParts is not null)
        {
            ways =
            [
                .. ways,
                ("Redis, XREAD COUNT 1000, the body alone", () => redis.Read(Messages).GetAwaiter().GetResult()),
                ("Redis, XREAD COUNT 1000, the three parts", () => redisParts.Read(Messages).GetAwaiter().GetResult()),
            ];
        }
        double[][] rounds = [.. Enumerable.Range(0, Rounds + 1).Select(_ => Round(ways)).Skip(1)];
        output.WriteLine($"\n| {Messages:n0} hashtx over tcp | messages a second | of PUB/SUB: median | min | max |\n|---|---:|---:|---:|---:|");
        for (int i = 0; i < ways.Length; i++)
        {
            Spread ratio = Spread.Of(rounds.Select(round => round[i] / round[0]));
            output.WriteLine(FormattableString.Invariant(
                $"| {ways[i].Name} | {Spread.Of(rounds.Select(round => round[i])).Median:n0} | {ratio.Median:f2} | {ratio.Least:f2} | {ratio.Most:f2} |"));
        }
        output.WriteLine($"\n{Counted.Describe("rate", [.. ways.Select(way => way.Name)], rounds)}");
        output.WriteLine(redis is null
            ? "\nThere is no redis-server to compare with."
            : $"\nHistoryClient of Redis with the body alone: {OfRedis(rounds, 3)}, with the three parts: {OfRedis(rounds, 4)}; {Counted.Describe("rate", ["PUB/SUB", "control", "of the body alone", "of the three parts"], [.. rounds.Select(round => (double[])[round[0], round[1], round[0] * round[2] / round[3], round[0] * round[2] / round[4]])])}");
        double[] first = [.. Enumerable.Range(0, Rounds).Select(_ =>
        {
            long begun = Stopwatch.GetTimestamp();
            Read(server.Endpoint, 1).GetAwaiter().GetResult();
            return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        })];
        output.WriteLine(FormattableString.Invariant($"\nFirst message after connecting: {Spread.Of(first).Median:f1} ms, at most {Spread.Of(first).Most:f1} ms."));

        server.Process.Refresh();
        long before = server.Process.WorkingSet64;
        long peak = before;
        Task all = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => Read(server.Endpoint, Messages / 10))));
        while (!all.Wait(50))
        {
            server.Process.Refresh();
            peak = Math.Max(peak, server.Process.WorkingSet64);
        }
        output.WriteLine($"{Clients} clients that ask for everything at once, the server: from {before >> 20} to at most {peak >> 20} MiB.");
    }

    private static string OfRedis(double[][] rounds, int way)
    {
        Spread ratio = Spread.Of(rounds.Select(round => round[2] / round[way]));
        return FormattableString.Invariant($"median {ratio.Median:f2}, {ratio.Least:f2} to {ratio.Most:f2}");
    }

    private static void Disk(TextWriter output, string folder)
    {
        using HistoryServer server = Server(new HistoryOptions().UseSqlite(Path.Combine(folder, "rate")));
        double rate = Rate(() =>
        {
            Append(server, Messages);
            while (server.GetInfo().Durable < Messages && server.StoreFailure is null)
            {
                Thread.Sleep(5);
            }
        });
        output.WriteLine(FormattableString.Invariant($"\nOn disk, until all are durable: {rate:n0} hashtx a second. {server.StoreFailure}"));
    }

    internal static HistoryServer Server(HistoryOptions options)
    {
        options.Address = Anywhere;
        HistoryServer server = new(options);
        _ = server.AddNotifier("pubhashtx", Anywhere, Anywhere, "hashtx");
        server.Start();
        return server;
    }

    internal static void Append(HistoryServer server, int count)
    {
        byte[] body = new byte[32];
        for (uint i = 0; i < count; i++)
        {
            server.Append(0, "hashtx", i, body);
        }
    }

    private static async Task Read(string endpoint, int count)
    {
        using HistoryClient client = new(endpoint) { Timeout = TimeSpan.FromMinutes(5) };
        await foreach (HistoryChunk chunk in client.ReadAsync(null).ConfigureAwait(false))
        {
            if ((count -= chunk.Messages.Count) <= 0)
            {
                return;
            }
        }
    }

    // The median of three rates of each, in another order each time.
    private static double[] Round((string Name, Action Work)[] ways)
    {
        int[] order = [.. Enumerable.Range(0, ways.Length)];
        double[][] rates = [.. ways.Select(_ => new double[3])];
        for (int time = 0; time < 3; time++)
        {
            Random.Shared.Shuffle(order);
            foreach (int i in order)
            {
                rates[i][time] = Rate(ways[i].Work);
            }
        }
        return [.. rates.Select(three => three.Order().ElementAt(1))];
    }

    private static double Rate(Action work)
    {
        long begun = Stopwatch.GetTimestamp();
        work();
        return Messages / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private sealed class Publisher : IDisposable
    {
        private readonly NotificationInterface _node;
        private readonly Drain _drain;

        internal Publisher(HistoryOptions? history)
        {
            ZmqNotificationOptions options = new()
            {
                PubHashTransaction = [Anywhere],
                PubHashTransactionHighWatermark = 0,
                ThrowOnStartFailure = true,
                History = history,
            };
            _ = history is null ? null : history.Address = Anywhere;
            _node = new(options, new NotifierFactories());
            _node.Initialize();
            _drain = new([_node.GetBoundEndpoint(Anywhere)], 1, 1, () => _node.TransactionAddedToMempool(s_transaction, 1));
            if (_node.History is { } kept)
            {
                Publish(MoreThanItHolds);
                while (kept.GetInfo().Durable < kept.Head.Offset && history!.Directory is not null && kept.StoreFailure is null)
                {
                    Thread.Sleep(100);
                }
            }
        }

        internal Contestant As(string name) => new(name, Publish);

        private void Publish(int count)
        {
            _drain.Begin(count);
            for (int i = 0; i < count; i++)
            {
                _node.TransactionAddedToMempool(s_transaction, 1);
            }
            _drain.End();
        }

        public void Dispose()
        {
            _drain.Dispose();
            _node.Dispose();
        }
    }
}
