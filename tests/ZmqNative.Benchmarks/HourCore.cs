using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using static ZmqNative.Benchmarks.Baseline.Baseline;
using static ZmqNative.Benchmarks.HourTraffic;

namespace ZmqNative.Benchmarks;

/// <summary>The same messages by Core's calls in C++.</summary>
internal sealed unsafe class HourCore : IHourPublisher
{
    private const int HashLength = 32;

    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly byte[] _raw;
    private readonly byte* _hash = (byte*)NativeMemory.AllocZeroed(64);
    private readonly nint[] _topics;
    private readonly uint[] _counters = new uint[Topics.Length];
    private readonly (int Start, int Length)[] _transactions;
    private readonly string _path;
    private readonly List<Notification> _batch = [];
    private int _next;

    internal HourCore(string path, int highWatermark)
    {
        _socket = new(_context, ZmqSocketType.Publish) { SendHighWatermark = highWatermark };
        _socket.Bind("tcp://127.0.0.1:*");
        _path = path;
        // It does not move: C++ has its address.
        _raw = GC.AllocateUninitializedArray<byte>((int)new FileInfo(path).Length, pinned: true);
        ReadBlock();
        Block block = Block.Parse(_raw);
        _transactions = [.. block.Transactions.ToArray().Select(transaction =>
        {
            _ = MemoryMarshal.TryGetArray(transaction.Raw, out ArraySegment<byte> segment);
            return (segment.Offset, segment.Count);
        })];
        _topics = [.. Topics.Select(Marshal.StringToCoTaskMemUTF8)];
    }

    public string Endpoint => _socket.LastEndpoint;

    public void Prepare(Kind kind)
    {
    }

    public void Tell(Kind kind)
    {
        _batch.Clear();
        (int Start, int Length) transaction = _transactions[_next++ % _transactions.Length];
        // Subscribers look at the label of a sequence.
        _hash[HashLength] = (byte)(kind switch { Kind.Accepted => 'A', Kind.Removed => 'R', _ => 'C' });
        byte* raw = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_raw, 0);
        switch (kind)
        {
            case Kind.Accepted:
                Add(1, _hash, HashLength);
                Add(3, raw + transaction.Start, transaction.Length);
                Add(4, _hash, HashLength + 9);
                break;
            case Kind.Removed:
                Add(4, _hash, HashLength + 9);
                break;
            case Kind.Connected:
                foreach ((int start, int length) in _transactions)
                {
                    Add(1, _hash, HashLength);
                    Add(3, raw + start, length);
                }
                Add(4, _hash, HashLength + 1);
                break;
            default:
                ReadBlock();
                Add(0, _hash, HashLength);
                Add(2, raw, _raw.Length);
                break;
        }
        fixed (Notification* first = CollectionsMarshal.AsSpan(_batch))
        {
            baseline_publish_as_core(first, _batch.Count, 1);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _context.Dispose();
        Array.ForEach(_topics, Marshal.FreeCoTaskMem);
        NativeMemory.Free(_hash);
    }

    private void ReadBlock()
    {
        using FileStream file = File.OpenRead(_path);
        file.ReadExactly(_raw);
    }

    private void Add(int topic, void* body, int length) => _batch.Add(new()
    {
        Socket = _socket.DangerousGetHandle(),
        Topic = (void*)_topics[topic],
        TopicLength = (nuint)Encoding.UTF8.GetByteCount(Topics[topic]),
        Body = body,
        BodyLength = (nuint)length,
        Counter = _counters[topic]++,
    });
}
