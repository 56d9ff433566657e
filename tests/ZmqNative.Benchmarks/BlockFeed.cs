namespace ZmqNative.Benchmarks;

/// <summary>Blocks from disk: hashing on one core, then the whole feed.</summary>
internal static class BlockFeed
{
    internal static void Run(TextWriter output)
    {
        string repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "ZmqNative.sln")))
        {
            repository = Path.GetDirectoryName(repository) ?? throw new DirectoryNotFoundException("No folder above this program holds ZmqNative.sln.");
        }
        string blocks = Path.Combine(repository, "tests", "data", "blocks");
        BlockFeedTxids.Run(output, blocks);
        BlockFeedBodies.Run(output, Directory.GetFiles(blocks, "mainnet-0*.raw").Single());
        BlockFeedSpeed.Run(output, blocks, Path.Combine(repository, "artifacts", "bench"));
    }
}
