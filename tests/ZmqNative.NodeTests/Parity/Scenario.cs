namespace ZmqNative.NodeTests.Parity;

/// <summary>Something that happens to a node.</summary>
/// <param name="Name">What.</param>
/// <param name="Run">Makes it happen.</param>
/// <param name="Options">What the node needs for it.</param>
internal sealed record Scenario(string Name, Action<RegtestNode> Run, params string[] Options)
{
    internal const string InitialDownload = "initial download";

    /// <summary>Blocks there are before: none where there is an initial download.</summary>
    internal int Height => Name == InitialDownload ? 0 : 120;

    /// <summary>Takes seconds.</summary>
    internal bool IsLong => Name.Contains("thousand", StringComparison.Ordinal) || Options.Contains(RegtestNode.SmallestMempool);

    internal static IEnumerable<Scenario> All() =>
    [
        new("blocks", node => node.Generate(4)),
        new("mempool and blocks", node => node.FillAndMine()),
        new("replace by fee", node => node.ReplaceByFee()),
        new("reorganisation of 1", node => node.ReorganiseWithTransactions(1)),
        new("reorganisation of 2", node => node.ReorganiseWithTransactions(2)),
        new("reorganisation of 3", node => node.ReorganiseWithTransactions(3)),
        new("change of branches", node => node.ChangeBranches()),
        new("conflict", node => node.EvictByConflict()),
        new("mempool limit", node => node.OverfillMempool(), RegtestNode.SmallestMempool),
        new("expiry", node => node.ExpireTransaction(), RegtestNode.ShortestExpiry),
        new("block of a megabyte", node => node.MineLargeBlock()),
        new("two thousand transactions in a block", node => node.Burst(2000)),
        new("all in a row", node =>
        {
            node.FillAndMine();
            node.ReplaceByFee();
            node.ReorganiseWithTransactions(2);
            node.EvictByConflict();
            node.MineLargeBlock();
            node.Burst(200);
        }),
        new(InitialDownload, node =>
        {
            int port = Port.Free();
            using RegtestNode peer = RegtestNode.Start("-listen=1", $"-bind=127.0.0.1:{port}");
            peer.Generate(30);
            node.DownloadFrom(peer, port);
        }),
    ];
}
