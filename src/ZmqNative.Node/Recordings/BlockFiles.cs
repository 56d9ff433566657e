using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// The chain in a node's block files: every block from the lowest to the tip, connected one by one.
/// Reads a <c>blocks</c> folder (blkNNNNN.dat, with the XOR key of v28 and later in xor.dat), one
/// such file, or a file with a single block. Blocks may be stored in any order, twice, or outside
/// the chain, and what is no block may lie between them: all that bitcoind reads is read. The chain
/// with the most work is followed. A few blocks at a time are in memory.
/// </summary>
public sealed class BlockFiles : INodeFeed
{
    private readonly BlockRecord[] _chain;
    private readonly long _bytesTotal;
    private readonly int _firstHeight;
    private readonly Lock _reading = new();
    private BlockFile? _openFile;
    private long _blocksDone;
    private long _bytesDone;
    private volatile Announced? _latest;

    private BlockFiles(BlockScan scan)
    {
        BlocksFound = scan.Found.Count;
        _chain = SelectChain(scan);
        Skipped = scan.Skipped;
        _bytesTotal = _chain.Sum(record => (long)record.Length);
        _firstHeight = FirstHeight();
    }

    /// <summary>The number of different blocks in the files.</summary>
    public int BlocksFound { get; }

    /// <summary>
    /// The number of blocks in the followed chain. The other blocks are stale or not connected to
    /// it.
    /// </summary>
    public int BlocksInChain => _chain.Length;

    /// <summary>
    /// What was skipped, one sentence for each place, with file and offset: leftovers of a crash,
    /// zeros between blocks, blocks that are there twice or are cut off.
    /// </summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <inheritdoc/>
    public (long Done, double Share) Progress =>
        (Interlocked.Read(ref _blocksDone), (double)Interlocked.Read(ref _bytesDone) / _bytesTotal);

    /// <summary>
    /// Finds the blocks and the chain: reads the header of every block and the body of the lowest.
    /// </summary>
    /// <param name="path">
    /// A <c>blocks</c> folder, a file of one, or a file with a single block.
    /// </param>
    /// <param name="scan">
    /// Receives the progress after each file: blocks found so far, and the share of the bytes read.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The path does not exist, contains no block, or a file cannot be read: one sentence.
    /// </exception>
    public static BlockFiles Open(string path, IProgress<(long Found, double Share)>? scan = null)
    {
        var blocks = new BlockScan();
        new BlockSource(path).Scan(blocks, scan);
        return new BlockFiles(blocks);
    }

    /// <inheritdoc/>
    public IEnumerable<Action<INodeEvents>> ReadEvents()
    {
        BlockIndex? parent = null;
        int height = _firstHeight;
        foreach ((Block block, byte[] raw) in BlockReadAhead.Read(_chain, record => record.Length, Read))
        {
            var index = new BlockIndex(block.Hash, height++);
            BlockIndex? fork = parent;
            parent = index;
            _latest = new Announced(block.Hash, raw);
            Interlocked.Increment(ref _blocksDone);
            Interlocked.Add(ref _bytesDone, raw.Length);
            yield return listener => listener.BlockConnected(ChainstateRole.Normal, block, index);
            yield return listener => listener.UpdatedBlockTip(index, fork, initialDownload: false);
        }
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        if (_latest is { } latest && latest.Hash == index.Hash)
        {
            BlockBody.Write(body, latest.Raw);
            return true;
        }
        int place = index.Height - _firstHeight;
        if (place < 0 || place >= _chain.Length || _chain[place].Header.Hash != index.Hash)
        {
            return false;
        }
        try
        {
            BlockBody.Write(body, Read(_chain[place]).Raw);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_reading)
        {
            _openFile?.Dispose();
        }
    }

    // A node that was killed leaves the last block cut off within the space that it had allocated:
    // then its header is whole, and its body is not.
    private BlockRecord[] SelectChain(BlockScan scan)
    {
        while (true)
        {
            BlockRecord[] chain = BestChain.Select(scan.Found);
            try
            {
                _ = Read(chain[^1]);
                return chain;
            }
            catch (InvalidDataException e) when (scan.Found.Count > 1)
            {
                scan.Skipped.Add($"{e.Message} The block is skipped.");
                scan.Found.Remove(chain[^1]);
            }
        }
    }

    /// <summary>
    /// A genesis block has height 0. The height of any other lowest block is in its coinbase (BIP
    /// 34); without it, the block counts as the first after a genesis block.
    /// </summary>
    private int FirstHeight()
    {
        BlockHeader lowest = _chain[0].Header;
        if (lowest.Previous == default)
        {
            return 0;
        }
        Transaction coinbase = Read(_chain[0]).Block.Transactions[0];
        return lowest.Version >= 2 && CoinbaseHeight.Read(coinbase) is { } height ? height : 1;
    }

    private (Block Block, byte[] Raw) Read(BlockRecord record)
    {
        byte[] raw = GC.AllocateUninitializedArray<byte>(record.Length);
        lock (_reading)
        {
            OpenFileOf(record);
            record.CopyTo(raw);
        }
        try
        {
            return (record.Parse(raw), raw);
        }
        catch (InvalidDataException) when (record.Copy is not null)
        {
            return Read(record.Copy);
        }
    }

    /// <summary>Only one file is open at a time, because a node has thousands.</summary>
    private void OpenFileOf(BlockRecord record)
    {
        if (_openFile != record.File)
        {
            _openFile?.Dispose();
            _openFile = record.File;
        }
    }

    private sealed record Announced(Hash256 Hash, byte[] Raw);
}
