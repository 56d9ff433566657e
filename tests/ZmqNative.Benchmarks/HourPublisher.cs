using Microsoft.Win32.SafeHandles;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.HourTraffic;

namespace ZmqNative.Benchmarks;

/// <summary>Who publishes in <see cref="HourChild"/>: a NotificationInterface with all topics at one address.</summary>
internal sealed class HourPublisher : IHourPublisher
{
    private readonly NotificationInterface _node;
    private readonly SafeFileHandle _file;
    private readonly Transaction[] _mempool;
    private readonly BlockIndex _tip;
    private Block? _block;
    private ulong _sequence;
    private int _next;

    /// <summary>Binds.</summary>
    /// <param name="path">A raw block.</param>
    /// <param name="highWatermark">Of the socket all topics share.</param>
    internal HourPublisher(string path, int highWatermark)
    {
        const string Anywhere = "tcp://127.0.0.1:*";
        _file = File.OpenHandle(path);
        int length = (int)RandomAccess.GetLength(_file);
        // The first notifier's mark is the socket's.
        _node = new(new() { PubHashBlock = [Anywhere], PubHashBlockHighWatermark = highWatermark, PubHashTransaction = [Anywhere], PubRawBlock = [Anywhere], PubRawTransaction = [Anywhere], PubSequence = [Anywhere] },
            new NotifierFactories((_, body) =>
            {
                bool isRead = RandomAccess.Read(_file, body.GetSpan(length)[..length], 0) == length;
                body.Advance(length);
                return isRead;
            }));
        _node.Initialize();
        Endpoint = _node.GetBoundEndpoint(Anywhere);
        Block block = Block.Parse(File.ReadAllBytes(path));
        (_mempool, _tip) = (block.Transactions.ToArray(), new(block.Hash, 1));
    }

    public string Endpoint { get; }

    // A node has a new block before it tells of it.
    public void Prepare(Kind kind) => _block = kind == Kind.Connected ? ReadBlock() : null;

    public void Tell(Kind kind)
    {
        Transaction transaction = _mempool[_next++ % _mempool.Length];
        switch (kind)
        {
            case Kind.Accepted:
                _node.TransactionAddedToMempool(transaction, ++_sequence);
                break;
            case Kind.Removed:
                _node.TransactionRemovedFromMempool(transaction, MempoolRemovalReason.Replaced, ++_sequence);
                break;
            case Kind.Connected:
                _node.BlockConnected(ChainstateRole.Normal, _block!, _tip);
                break;
            default:
                _node.UpdatedBlockTip(_tip, fork: null, initialDownload: false);
                break;
        }
    }

    public void Dispose()
    {
        _node.Dispose();
        _file.Dispose();
    }

    private Block ReadBlock()
    {
        byte[] raw = new byte[RandomAccess.GetLength(_file)];
        _ = RandomAccess.Read(_file, raw, 0);
        return Block.Parse(raw);
    }
}
