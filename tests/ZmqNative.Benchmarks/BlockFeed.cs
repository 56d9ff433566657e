namespace ZmqNative.Benchmarks;

/// <summary>Blocks from disk: hashing on one core, then the whole feed.</summary>
internal static class BlockFeed
{
    internal static void Run(TextWriter output)
    {
        string blocks = Repository.Place("tests", "data", "blocks");
        BlockFeedTxids.Run(output, blocks);
        BlockFeedBodies.Run(output, Directory.GetFiles(blocks, "mainnet-0*.raw").Single());
        BlockFeedSpeed.Run(output, blocks, Repository.Place("artifacts", "bench"));
    }
}
