using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Publishing;

namespace ZmqNative.Benchmarks;

/// <summary>What a history costs the publisher, and how fast what was missed comes back, against a plain PUB/SUB of the same messages in C++.</summary>
internal static class HistoryCost
{
    private const string Anywhere = "tcp://127.0.0.1:*";
    private const int Messages = 1_000_000;
    private const int Clients = 100;
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
        using HistoryServer server = Server(new HistoryOptions());
        Append(server, Messages);
        using PublishRig rig = new(new() { PubHashTransaction = [Anywhere] }, [], ("hashtx", 32));
        Contestant native = rig.AtLimit;
        using Drain drain = new(rig.Endpoints, 1, 1, () => native.Work(1));
        List<double> plain = [], recovered = [], first = [];
        for (int round = 0; round < 7; round++)
        {
            plain.Add(Rate(() =>
            {
                drain.Begin(Messages);
                native.Work(Messages);
                drain.End();
            }));
            recovered.Add(Rate(() => Read(server, Messages).GetAwaiter().GetResult()));
            long begun = Stopwatch.GetTimestamp();
            Read(server, 1).GetAwaiter().GetResult();
            first.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        (double ofPlain, double ofRecovered) = (Spread.Of(plain[1..]).Median, Spread.Of(recovered[1..]).Median);
        output.WriteLine($"\n| {Messages:n0} hashtx over tcp | messages a second | of PUB/SUB |\n|---|---:|---:|");
        output.WriteLine(FormattableString.Invariant($"| C++, PUB/SUB | {ofPlain:n0} | 1.00 |"));
        output.WriteLine(FormattableString.Invariant($"| HistoryClient, from the beginning | {ofRecovered:n0} | {ofRecovered / ofPlain:f2} |"));
        output.WriteLine(FormattableString.Invariant($"\nFirst message after connecting: {Spread.Of(first[1..]).Median:f1} ms, at most {Spread.Of(first[1..]).Most:f1} ms."));

        using Process self = Process.GetCurrentProcess();
        self.Refresh();
        long before = self.WorkingSet64;
        long peak = before;
        Task all = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => Read(server, Messages / 10))));
        while (!all.Wait(50))
        {
            self.Refresh();
            peak = Math.Max(peak, self.WorkingSet64);
        }
        output.WriteLine($"{Clients} clients that ask for everything at once, server and clients in one process: from {before >> 20} to at most {peak >> 20} MiB.");
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

    private static HistoryServer Server(HistoryOptions options)
    {
        options.Address = Anywhere;
        HistoryServer server = new(options);
        _ = server.AddNotifier("pubhashtx", Anywhere, Anywhere, "hashtx");
        server.Start();
        return server;
    }

    private static void Append(HistoryServer server, int count)
    {
        byte[] body = new byte[32];
        for (uint i = 0; i < count; i++)
        {
            server.Append(0, "hashtx", i, body);
        }
    }

    private static async Task Read(HistoryServer server, int count)
    {
        using HistoryClient client = new(server.Endpoint!) { Timeout = TimeSpan.FromMinutes(5) };
        await foreach (HistoryChunk chunk in client.ReadAsync(null).ConfigureAwait(false))
        {
            if ((count -= chunk.Messages.Count) <= 0)
            {
                return;
            }
        }
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
        }

        internal Contestant As(string name) => new(name, count =>
        {
            _drain.Begin(count);
            for (int i = 0; i < count; i++)
            {
                _node.TransactionAddedToMempool(s_transaction, 1);
            }
            _drain.End();
        });

        public void Dispose()
        {
            _drain.Dispose();
            _node.Dispose();
        }
    }
}
