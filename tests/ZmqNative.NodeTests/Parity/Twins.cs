using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.NodeTests.Parity;

/// <summary>
/// A bitcoind and our notifiers in this process, started with the same options at a unix socket each, and told of the same blocks: what
/// bitcoind mines, we are told of afterwards.
/// </summary>
internal sealed class Twins : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
    private readonly NotificationInterface _ours;
    private byte[] _latest = [];
    private BlockIndex? _tip;

    /// <param name="options">Options, with {ADDRESS} for the address.</param>
    internal Twins(params string[] options)
    {
        NodeAddress = $"unix:{Path.Combine(_folder, "node")}";
        OurAddress = $"unix:{Path.Combine(_folder, "ours")}";
        NotifierFactories factories = new(ReadBlock);
        _ours = new NotificationInterface(BitcoinArguments.Parse(At(options, OurAddress), factories).ToNotificationOptions(), factories);
        try
        {
            Assert.That(_ours.Initialize());
            Node = RegtestNode.Start(At(options, NodeAddress));
            // A new node connects the genesis block, and tells nothing of its tip: it is years old.
            Tell(0, initialDownload: true);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal RegtestNode Node { get; } = null!;

    internal string NodeAddress { get; }

    internal string OurAddress { get; }

    /// <summary>Mines empty blocks, one after the other.</summary>
    internal void Generate(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Node.GenerateWith();
            Tell(Node.Height, initialDownload: false);
        }
    }

    /// <summary>Tells us of what was mined by <see cref="Node"/> itself.</summary>
    internal void CatchUp()
    {
        for (int height = _tip!.Height + 1; height <= Node.Height; height++)
        {
            Tell(height, initialDownload: false);
        }
    }

    /// <summary>Mines a block with a transaction.</summary>
    internal void GenerateWith(Spend transaction)
    {
        Node.GenerateWith(transaction);
        Tell(Node.Height, initialDownload: false);
    }

    public void Dispose()
    {
        Node?.Dispose();
        _ours.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] At(string[] options, string address) => [.. options.Select(option => option.Replace("{ADDRESS}", address, StringComparison.Ordinal))];

    private void Tell(int height, bool initialDownload)
    {
        Hash256 hash = Node.BlockAt(height);
        _latest = Convert.FromHexString(Node.Call("getblock", hash.ToString(), 0).GetValue<string>());
        BlockIndex index = new(hash, height);
        BlockIndex? fork = _tip;
        _tip = index;
        _ours.BlockConnected(ChainstateRole.Normal, Block.Parse(_latest), index);
        _ours.UpdatedBlockTip(index, fork, initialDownload);
    }

    private bool ReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        body.Write(_latest);
        return index == _tip;
    }
}
