using System.Buffers.Binary;
using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Recordings;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>How fast BlockFiles reads real blocks, and a folder of many; what it needs of the machine meanwhile.</summary>
internal static class BlockFeedSpeed
{
    private const long FolderLength = 2_000_000_000;
    private const int FileLength = 128 << 20;
    private const uint EasiestBits = 0x207fffff;

    internal static void Run(TextWriter output, string blocks, string scratch)
    {
        output.WriteLine("\n| read to the end | blocks | MB/s | blocks/s | processors used | MB/s of one processor | peak managed MB | peak process MB |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (string file in Directory.GetFiles(blocks, "mainnet-*").Concat(Directory.GetFiles(blocks, "testnet*")).Order(StringComparer.Ordinal))
        {
            Read(output, FormattableString.Invariant($"{Path.GetFileName(file)[..14]}, 100 times"), file, 100);
        }
        string folder = Path.Combine(scratch, "blocks");
        try
        {
            Write(folder, [.. Directory.GetFiles(blocks, "*.raw").Select(File.ReadAllBytes)]);
            for (int i = 0; i < 3; i++)
            {
                Read(output, FormattableString.Invariant($"a folder of {FolderLength / 1e9:f0} GB"), folder, 1);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Read(TextWriter output, string what, string path, int times)
    {
        GC.Collect();
        long bytes = 0, count = 0, managed = 0, process = 0, cpu = -baseline_process_time(), start = Stopwatch.GetTimestamp();
        long size = File.Exists(path) ? new FileInfo(path).Length : Directory.GetFiles(path, "blk*.dat").Sum(file => new FileInfo(file).Length);
        for (int i = 0; i < times; i++)
        {
            using BlockFiles feed = BlockFiles.Open(path);
            // Asking for the working set takes longer than to read a small block.
            double asked = 0;
            foreach (Action<INodeEvents> _ in feed.ReadEvents().Where(_ => feed.Progress.Share * size >= asked))
            {
                asked = (feed.Progress.Share * size) + 1_000_000;
                managed = Math.Max(managed, GC.GetTotalMemory(forceFullCollection: false));
                process = Math.Max(process, Environment.WorkingSet);
            }
            bytes += size;
            count += feed.BlocksInChain;
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, cpuSeconds = (cpu + baseline_process_time()) / 1e9;
        output.WriteLine(FormattableString.Invariant(
            $"| {what} | {count} | {bytes / 1e6 / seconds:f0} | {count / seconds:f0} | {cpuSeconds / seconds:f2} | {bytes / 1e6 / cpuSeconds:f0} | {managed / 1e6:f0} | {process / 1e6:f0} |"));
    }

    /// <summary>The real blocks over and over, each on top of the one before: the header is another, what it says of the transactions is true.</summary>
    internal static void Write(string folder, byte[][] blocks)
    {
        _ = Directory.CreateDirectory(folder);
        byte[] key = [1, 2, 3, 4, 5, 6, 7, 8], frame = [0xf9, 0xbe, 0xb4, 0xd9, 0, 0, 0, 0], masked = new byte[blocks.Max(block => block.Length)];
        File.WriteAllBytes(Path.Combine(folder, "xor.dat"), key);
        Hash256 previous = default;
        int next = 0;
        long total = 0;
        for (int number = 0; total < FolderLength; number++)
        {
            using FileStream file = File.Create(Path.Combine(folder, FormattableString.Invariant($"blk{number:d5}.dat")));
            using BlockFile mask = new(file.Name, key);
            void Append(ReadOnlySpan<byte> bytes)
            {
                Span<byte> copy = masked.AsSpan(0, bytes.Length);
                bytes.CopyTo(copy);
                mask.Unmask(file.Position, copy);
                file.Write(copy);
            }
            while (file.Position < FileLength && total + file.Position < FolderLength)
            {
                byte[] block = blocks[next++ % blocks.Length];
                previous = Mine(block, previous);
                BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), block.Length);
                Append(frame);
                Append(block);
            }
            total += file.Position;
        }
    }

    private static Hash256 Mine(byte[] block, Hash256 previous)
    {
        previous.Span.CopyTo(block.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(BlockHeader.BitsOffset), EasiestBits);
        BlockHeader header;
        do
        {
            block[BlockHeader.Length - 1]++;
            header = BlockHeader.Read(block);
        }
        while (!ProofOfWork.IsMet(header.Hash, header.Bits));
        return header.Hash;
    }
}
