using System.Diagnostics;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Benchmarks;

/// <summary>zmqnative verify with one worker and with two, from start to end, beside the BCL's SHA-256 over the same bytes twice: in one piece, and by transactions.</summary>
internal static class VerifyCost
{
    private const int Rounds = 7;
    private const int Chunk = 1 << 20;

    internal static void Run(TextWriter output)
    {
        string folder = Repository.Place("artifacts", "bench", "verify");
        string[] blocks = Directory.GetFiles(Repository.Place("tests", "data", "blocks"), "*.raw");
        try
        {
            BlockFeedSpeed.Write(folder, [.. blocks.Select(File.ReadAllBytes)]);
            Run(output, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(TextWriter output, string folder)
    {
        string[] files = Directory.GetFiles(folder, "blk*.dat");
        long bytes = files.Sum(file => new FileInfo(file).Length);
        (string Name, Func<double> Time)[] ways =
        [
            ("SHA-256 twice, one thread", () => Hash(files)),
            ("the same again (control)", () => Hash(files)),
            ("SHA-256 of each transaction twice", () => HashTransactions(folder)),
            ("verify, one worker", () => Verify(folder, 1)),
            ("verify, two workers", () => Verify(folder, 2)),
        ];
        List<double[]> rounds = [];
        Random random = new(1);
        int[] order = [.. Enumerable.Range(0, ways.Length)];
        // The first round reads the files.
        for (int round = 0; round <= Rounds; round++)
        {
            double[] times = new double[ways.Length];
            random.Shuffle(order);
            foreach (int i in order)
            {
                times[i] = ways[i].Time();
            }
            if (round > 0)
            {
                rounds.Add(times);
            }
        }
        output.WriteLine(FormattableString.Invariant(
            $"\n| {bytes / 1e6:f0} MB of blocks, from start to end, {Rounds} rounds | MB/s | rate of SHA-256 twice: median | min | max | rate of one worker: median | min | max |\n|---|---:|---:|---:|---:|---:|---:|---:|"));
        for (int i = 0; i < ways.Length; i++)
        {
            (double hash, double hashLeast, double hashMost) = Spread.Of(rounds.Select(round => round[0] / round[i]));
            (double one, double oneLeast, double oneMost) = Spread.Of(rounds.Select(round => round[3] / round[i]));
            output.WriteLine(FormattableString.Invariant(
                $"| {ways[i].Name} | {bytes / 1e6 / Spread.Of(rounds.Select(round => round[i])).Median:f0} | {hash:f2} | {hashLeast:f2} | {hashMost:f2} | {one:f2} | {oneLeast:f2} | {oneMost:f2} |"));
        }
    }

    private static double Hash(string[] files)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] buffer = new byte[Chunk], hash = new byte[SHA256.HashSizeInBytes];
        foreach (string name in files)
        {
            using FileStream file = new(name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                _ = SHA256.HashData(buffer.AsSpan(0, read), hash);
                _ = SHA256.HashData(buffer.AsSpan(0, read), hash);
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>As txids and wtxids need it: whole messages of some hundred bytes.</summary>
    private static double HashTransactions(string folder)
    {
        long start = Stopwatch.GetTimestamp();
        BlockScan scan = new();
        new BlockSource(folder).Scan(scan, progress: null);
        byte[] buffer = new byte[scan.Found.Max(record => record.Length)], hash = new byte[SHA256.HashSizeInBytes];
        foreach (BlockRecord record in scan.Found)
        {
            ReadOnlySpan<byte> block = buffer.AsSpan(0, record.Length);
            record.CopyTo(buffer.AsSpan(0, record.Length));
            SerializedReader reader = new(block, "block");
            _ = reader.Take(BlockHeader.Length, "a block header");
            for (int left = reader.TakeCount(1, "transactions"); left > 0; left--)
            {
                TransactionLayout layout = TransactionLayout.Read(ref reader);
                _ = SHA256.HashData(block[layout.Start..layout.End], hash);
                _ = SHA256.HashData(block[layout.Start..layout.End], hash);
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Verify(string folder, int workers)
    {
        string program = Repository.Place("src", "ZmqNative.Cli", "bin", "Release", "net10.0", OperatingSystem.IsWindows() ? "ZmqNative.Cli.exe" : "ZmqNative.Cli");
        long start = Stopwatch.GetTimestamp();
        _ = Child.Run(program, "verify", "--blocks", folder, "--workers", FormattableString.Invariant($"{workers}"))
            ?? throw new InvalidOperationException($"{program} failed, or is not built.");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
