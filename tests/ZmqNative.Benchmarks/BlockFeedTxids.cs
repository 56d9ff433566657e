using System.Diagnostics;
using System.Runtime.InteropServices;
using ZmqNative.Bitcoin;

namespace ZmqNative.Benchmarks;

/// <summary>What it costs to find the txids of the real blocks and to check those, against OpenSSL's EVP used from C++; one core.</summary>
internal static unsafe class BlockFeedTxids
{
    internal static void Run(TextWriter output, string blocks)
    {
        delegate* unmanaged<byte*, int, int> txids = Load();
        if (txids == null)
        {
            output.WriteLine("\nNo comparison of txids: it needs a C++ compiler and OpenSSL's headers (libssl-dev).");
            return;
        }
        foreach (string file in Directory.GetFiles(blocks, "*.raw").Order(StringComparer.Ordinal))
        {
            byte[] raw = File.ReadAllBytes(file);
            Hash256[] ids = new Hash256[Block.Parse(raw).Transactions.Length];
            TransactionLayout[] layouts = new TransactionLayout[ids.Length];
            int count = 1 + (4_000_000 / raw.Length);
            Contestant Cpp(string name, bool all) => new(name, times =>
            {
                fixed (byte* bytes = raw)
                {
                    for (int i = 0; i < times; i++)
                    {
                        int found = txids(bytes, all ? 1 : 0);
                        if (found != ids.Length)
                        {
                            throw new InvalidOperationException($"C++ found {found} of {ids.Length} transactions.");
                        }
                    }
                }
            });
            string what = FormattableString.Invariant($"{Path.GetFileName(file)[..14]}, {raw.Length / 1e6:f2} MB, {ids.Length} transactions");
            new SideBySide($"{what}: txids", count, Nothing, Nothing, Cpp("C++, EVP", false), new("ours", times =>
            {
                for (int i = 0; i < times; i++)
                {
                    ReadIds(raw, layouts, ids);
                }
            })).Run(output);
            new SideBySide($"{what}: txids, wtxids, both merkle roots", count, Nothing, Nothing, Cpp("C++, EVP", true), new("ours: Block.Parse", times =>
            {
                for (int i = 0; i < times; i++)
                {
                    _ = Block.Parse(raw);
                }
            })).Run(output);
        }
    }

    private static void ReadIds(ReadOnlySpan<byte> raw, TransactionLayout[] layouts, Span<Hash256> ids)
    {
        SerializedReader reader = new(raw, "block");
        reader.Take(BlockHeader.Length, "a block header");
        _ = reader.TakeCount(1, "transactions");
        foreach (ref TransactionLayout layout in layouts.AsSpan())
        {
            layout = TransactionLayout.Read(ref reader);
        }
        Block.ComputeIds(raw, layouts, ids);
    }

    private static void Nothing()
    {
    }

    private static delegate* unmanaged<byte*, int, int> Load()
    {
        string folder = AppContext.BaseDirectory, library = Path.Combine(folder, "libtxids.so");
        using Process process = Process.Start(
            Environment.GetEnvironmentVariable("CXX") ?? "c++", ["-O2", "-shared", "-fPIC", "-o", library, Path.Combine(folder, "Baseline", "txids.cc"), "-lcrypto"]);
        process.WaitForExit();
        return process.ExitCode == 0 ? (delegate* unmanaged<byte*, int, int>)NativeLibrary.GetExport(NativeLibrary.Load(library), "txids") : null;
    }
}
