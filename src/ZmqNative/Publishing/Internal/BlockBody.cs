using System.Buffers;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>
/// Collects a block's bytes in the memory that libzmq sends. A writer that takes one span for the
/// whole block writes there directly. Smaller pieces are collected first and copied once. Memory is
/// reused after libzmq has sent it.
/// </summary>
internal sealed class BlockBody : IBufferWriter<byte>, IDisposable
{
    private readonly ZmqBufferPool _pool = new();
    private readonly ZmqMessage _message = new();

    // Null until the bytes come in pieces.
    private ArrayBufferWriter<byte>? _pieces;

    // The length of the message, and the number of bytes written to it.
    private int _room;
    private int _written;

    /// <summary>The part that is sent, for callers that fill it directly.</summary>
    internal ZmqMessage Message => _message;

    /// <summary>The memory of blocks that are written at once.</summary>
    internal ZmqBufferPool Pool => _pool;

    /// <summary>
    /// Writes bytes that do not change any more: without a copy into a <see cref="BlockBody"/>,
    /// with a copy into any other writer.
    /// </summary>
    internal static void Write(IBufferWriter<byte> body, ReadOnlyMemory<byte> bytes)
    {
        if (body is BlockBody { _room: 0, _pieces: null } own)
        {
            own._message.Adopt(bytes);
        }
        else
        {
            body.Write(bytes.Span);
        }
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_pieces is null && _room == 0 && sizeHint > 0)
        {
            _room = sizeHint;
            return _message.Allocate(sizeHint, _pool);
        }
        return Pieces().GetSpan(sizeHint);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => Pieces().GetMemory(sizeHint);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (_pieces is not null)
        {
            _pieces.Advance(count);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _room - _written);
        _written += count;
    }

    /// <summary>
    /// The part with all bytes written, to be sent before <see cref="Clear"/>.
    /// </summary>
    internal ZmqMessage Finish()
    {
        if (_pieces is null && _written < _room)
        {
            _ = Pieces();
        }
        if (_pieces is not null)
        {
            _message.CopyFrom(_pieces.WrittenSpan);
        }
        return _message;
    }

    /// <summary>
    /// Prepares for the next block. Memory that libzmq still has to send is kept.
    /// </summary>
    internal void Clear()
    {
        (_pieces, _room, _written) = (null, 0, 0);
        _message.Clear();
    }

    public void Dispose()
    {
        _message.Dispose();
        _pool.Dispose();
    }

    // Bytes that are already in the message come first.
    private ArrayBufferWriter<byte> Pieces()
    {
        if (_pieces is null)
        {
            _pieces = new ArrayBufferWriter<byte>();
            _pieces.Write(_message.Span[.._written]);
        }
        return _pieces;
    }
}
