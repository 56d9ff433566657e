using ZmqNative.Bitcoin;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>Reads a block's network serialisation, with witness, from wherever the node keeps it (Core: get_block_by_index).</summary>
/// <param name="index">Which block.</param>
/// <param name="body">Receives the bytes: either written into <see cref="ZmqMessage.Allocate(int, ZmqBufferPool)"/>, or given away with <see cref="ZmqMessage.Adopt"/>.</param>
/// <returns>False when the block cannot be read; the notifier that asked is then removed, as in Core.</returns>
public delegate bool BlockReader(BlockIndex index, ZmqMessage body);
