using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Recordings;

/// <summary>A source of node events: a recording, a node's block files, a running node.</summary>
public interface INodeFeed : IDisposable
{
    /// <summary>
    /// Node events (session trace) or blocks (block files) delivered so far, and their share of the
    /// whole, from 0 to 1. May be read from any thread.
    /// </summary>
    (long Done, double Share) Progress { get; }

    /// <summary>The events in order, read as they are enumerated. May be enumerated once.</summary>
    /// <exception cref="InvalidDataException">
    /// The source is malformed: one sentence with file, offset or line, and what was expected.
    /// </exception>
    IEnumerable<Action<INodeEvents>> ReadEvents();

    /// <summary>Reads a block that the feed has announced: a <see cref="BlockReader"/>.</summary>
    /// <param name="index">Which block.</param>
    /// <param name="body">Receives the bytes.</param>
    /// <returns>False when the block cannot be read.</returns>
    bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body);
}
