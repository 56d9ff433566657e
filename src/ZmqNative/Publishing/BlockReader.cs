using System.Buffers;
using ZmqNative.Bitcoin;

namespace ZmqNative.Publishing;

/// <summary>Reads a block from the node's storage (Core: ReadRawBlock), for pubrawblock. Called on the thread that raised the event.</summary>
/// <param name="index">Which block.</param>
/// <param name="body">
/// Receives the serialised block with witness. Ask <see cref="IBufferWriter{T}.GetSpan"/> for room for the whole block, fill it and
/// advance once: then the bytes go into the memory that libzmq sends, without a copy.
/// </param>
/// <returns>False when the block cannot be read: the notifier is removed then, as in Core.</returns>
public delegate bool BlockReader(BlockIndex index, IBufferWriter<byte> body);
