using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Protocol;
using ZmqNative.Subscribing;

namespace ZmqNative.Benchmarks;

/// <summary>Run by BenchmarkDotNet, which derives from it and calls <see cref="Close"/> at the end.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet disposes of nothing.")]
public class Pieces
{
    private readonly Hash256 _hash = DoubleSha256.Hash(new byte[80]);
    private readonly byte[] _body = new byte[SequenceBody.TransactionLength];
    private readonly ZmqContext _context = new();
    private readonly IncomingMessage _hashTransaction = IncomingMessage.Ring(1);
    private readonly IncomingMessage _sequence = IncomingMessage.Ring(1);
    private readonly ZmqSocketGate _gate = new();
    private readonly Lock _lock = new();
    private readonly ZmqMessage _message = new();
    private readonly byte[] _key = new byte[32];
    private string _encodedKey = string.Empty;
    private byte[] _block = [];
    private ReadOnlyMemory<byte> _transaction;

    [GlobalSetup]
    public void Prepare()
    {
        _block = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "block.raw"));
        _transaction = Block.Parse(_block).Transactions.ToArray().Select(transaction => transaction.Raw)
            .MinBy(transaction => Math.Abs(transaction.Length - 400));
        _encodedKey = ZmqZ85.Encode(_key);
        SequenceBody.Write(_body, _hash, SequenceLabel.TransactionAcceptance, 1);
        using ZmqSocket to = new(_context, ZmqSocketType.Pair), from = new(_context, ZmqSocketType.Pair);
        to.Bind("inproc://pieces");
        from.Connect("inproc://pieces");
        Pass(to, from, "hashtx"u8, _body.AsSpan(0, Hash256.Length), _hashTransaction);
        Pass(to, from, "sequence"u8, _body, _sequence);
    }

    [Benchmark(Description = "hashtx made a record")]
    public object ParseHash() => NotificationParser.Parse(new ReceivedNotification(_hashTransaction));

    [Benchmark(Description = "sequence made a record")]
    public object ParseSequence() => NotificationParser.Parse(new ReceivedNotification(_sequence));

    [Benchmark(Description = "hash to text")]
    public string HashToText() => _hash.ToString();

    [Benchmark(Description = "body of sequence written")]
    public void WriteSequence() => SequenceBody.Write(_body, _hash, SequenceLabel.TransactionAcceptance, 1);

    [Benchmark(Description = "transaction of some 400 bytes read, with its txid")]
    public object ParseTransaction() => Transaction.Parse(_transaction);

    [Benchmark(Description = "block of 1.2 MB read, with all txids")]
    public object ParseBlock() => Block.Parse(_block);

    [Benchmark(Description = "SHA-256 twice of 80 bytes")]
    public int HashHeader() => DoubleSha256.Hash(_block.AsSpan(0, BlockHeader.Length)).GetHashCode();

    [Benchmark(Description = "lock of a socket taken and given back")]
    public void EnterGate()
    {
        _gate.Enter();
        _gate.Exit();
    }

    [Benchmark(Description = "System.Threading.Lock taken and given back")]
    public void EnterLock()
    {
        _lock.Enter();
        _lock.Exit();
    }

    [Benchmark(Description = "message of 32 bytes allocated")]
    public int Allocate() => _message.Allocate(32).Length;

    [Benchmark(Description = "message of 400 bytes allocated and released")]
    public int AllocateMore() => _message.Allocate(400).Length;

    [Benchmark(Description = "key to Z85")]
    public string EncodeKey() => ZmqZ85.Encode(_key);

    [Benchmark(Description = "key from Z85")]
    public byte[] DecodeKey() => ZmqZ85.Decode(_encodedKey);

    [GlobalCleanup]
    public void Close()
    {
        _hashTransaction.Dispose();
        _sequence.Dispose();
        _message.Dispose();
        _context.Dispose();
    }

    private static void Pass(ZmqSocket to, ZmqSocket from, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body, IncomingMessage parts)
    {
        int number = 1;
        _ = to.Send(topic, more: true) && to.Send(body, more: true) && to.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in number)));
        while (!parts.TryReceive(from))
        {
        }
        (parts.Tracker, parts.MessageSequence) = (new SequenceTracker("tcp://127.0.0.1:28332", topic, new()), (uint)number);
    }
}
