using ZmqNative.Bitcoin;
using ZmqNative.Queries;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Link;

/// <summary>A node of its author's own: a recorded regtest chain, and one transaction in its mempool.</summary>
internal sealed class TestNode : INodeQueries
{
    internal static readonly Hash256 InMempool = Hash256.Parse(new string('a', 64));

    /// <summary>Answers wait for it.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Bytes that each block has behind its own.</summary>
    internal int Padding { get; init; }

    internal static Hash256 BlockAt(int height) => Regtest.HashOf(Regtest.Chain[height]);

    internal static int Height => Regtest.Chain.Count - 1;

    public async Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default)
    {
        await Gate.WaitAsync(cancellationToken);
        return new BlockIndex(BlockAt(Height), Height);
    }

    public Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default) =>
        Task.FromResult(height > Height ? (Hash256?)null : BlockAt(height));

    public Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        Find(hash, block => block[..BlockHeader.Length]);

    public Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        Find(hash, block => [.. block, .. new byte[Padding]]);

    public Task<TransactionStatus> GetTransactionStatusAsync(Hash256 id, CancellationToken cancellationToken = default)
    {
        int height = Regtest.Chain.ToList().FindIndex(block => Block.Parse(block).Transactions.ToArray().Any(one => one.Id == id));
        return id == default ? throw new IOException("The disk is on fire.") : Task.FromResult(
            id == InMempool ? TransactionStatus.InMempool(7)
            : height >= 0 ? TransactionStatus.InBlock(new BlockIndex(BlockAt(height), height), Height - height + 1)
            : TransactionStatus.Unknown);
    }

    /// <summary>Asks another side everything there is, and checks its answers.</summary>
    internal static async Task CheckAsync(INodeQueries queries, CancellationToken cancellationToken)
    {
        Assert.That(await queries.GetTipAsync(cancellationToken), Is.EqualTo(new BlockIndex(BlockAt(Height), Height)));
        Hash256 second = BlockAt(2);
        Assert.That(await queries.FindBlockHashAsync(2, cancellationToken), Is.EqualTo(second));
        Assert.That(await queries.FindBlockHashAsync(Height + 1, cancellationToken), Is.Null);
        NodeBlock? header = await queries.FindHeaderAsync(second, cancellationToken), block = await queries.FindBlockAsync(second, cancellationToken);
        Assert.That((header!.Index, header.Confirmations), Is.EqualTo((new BlockIndex(second, 2), Height - 1)));
        Assert.That(header.Raw.ToArray(), Is.EqualTo(Regtest.Chain[2][..BlockHeader.Length]));
        Assert.That(block!.Raw.ToArray(), Is.EqualTo(Regtest.Chain[2]));
        Assert.That(await queries.FindBlockAsync(InMempool, cancellationToken), Is.Null);
        Assert.That(await queries.GetTransactionStatusAsync(InMempool, cancellationToken), Is.EqualTo(TransactionStatus.InMempool(7)));
        Hash256 coinbase = Block.Parse(Regtest.Chain[2]).Transactions[0].Id;
        Assert.That(await queries.GetTransactionStatusAsync(coinbase, cancellationToken), Is.EqualTo(TransactionStatus.InBlock(new BlockIndex(second, 2), Height - 1)));
        Assert.That(await queries.GetTransactionStatusAsync(second, cancellationToken), Is.EqualTo(TransactionStatus.Unknown));
    }

    private static Task<NodeBlock?> Find(Hash256 hash, Func<byte[], byte[]> read)
    {
        int height = Regtest.Chain.ToList().FindIndex(block => Regtest.HashOf(block) == hash);
        return Task.FromResult(height < 0 ? null : new NodeBlock(new BlockIndex(hash, height), Height - height + 1, read(Regtest.Chain[height])));
    }
}
