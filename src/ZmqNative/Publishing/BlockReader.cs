using System.Buffers;
using ZmqNative.Bitcoin;

namespace ZmqNative.Publishing;

/// <summary>
/// Reads a block from the node's storage (Core: ReadRawBlock), for pubrawblock. Called on the
/// thread that raised the event.
/// </summary>
/// <param name="index">The block to read.</param>
/// <param name="body">
/// Receives the serialised block with witness. Call <see cref="IBufferWriter{T}.GetSpan"/> with the
/// length of the whole block, fill the span and advance once: this writes into the memory that
/// libzmq sends, without a copy.
/// </param>
/// <returns>
/// False when the block cannot be read: the notifier is removed then, as in Core.
/// </returns>
public delegate bool BlockReader(BlockIndex index, IBufferWriter<byte> body);
