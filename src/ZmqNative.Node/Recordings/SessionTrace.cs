using System.Buffers;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// A recorded session of a node: events.jsonl with the events in the order in which they were
/// raised, blocks.jsonl and txs.jsonl with the blocks and transactions of the events. Each may be
/// compressed as NAME.gz. Blocks and transactions are kept in memory; events are read as they are
/// delivered.
/// </summary>
public sealed class SessionTrace : INodeFeed
{
    private readonly TraceBlocks _blocks;
    private readonly TraceEvents _events;
    private readonly long _total;
    private long _done;

    private SessionTrace(TraceFiles files)
    {
        _blocks = new TraceBlocks(files);
        _events = new TraceEvents(files, _blocks, new TraceTransactions(files));
        // Reads every event once, so that a damaged recording is refused before half of it is
        // published.
        _total = _events.Read().LongCount();
    }

    /// <inheritdoc/>
    public (long Done, double Share) Progress =>
        Interlocked.Read(ref _done) is var done && _total > 0 ? (done, (double)done / _total) : (0, 1);

    /// <summary>Opens and checks a whole recording.</summary>
    /// <param name="directory">The folder with events.jsonl.</param>
    /// <exception cref="InvalidDataException">
    /// A file is missing, unreadable or malformed: one sentence with file and line, and what was
    /// expected.
    /// </exception>
    public static SessionTrace Open(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidDataException($"{directory}: expected a folder with a recorded session, found none.");
        }
        return Open(
            name => Path.Combine(directory, name) is { } file && File.Exists(file) ? File.OpenRead(file) : null);
    }

    /// <summary>Opens and checks a whole recording that need not be a folder.</summary>
    /// <param name="open">
    /// Opens a file by its name in the recording, such as <c>events.jsonl</c>, <c>txs.jsonl.gz</c>
    /// or <c>bodies/0a1b.bin.gz</c>; null when there is none. Called again for the events when they
    /// are read.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// A file is missing, unreadable or malformed: one sentence with file and line, and what was
    /// expected.
    /// </exception>
    public static SessionTrace Open(Func<string, Stream?> open) => new(new TraceFiles(open));

    /// <inheritdoc/>
    public IEnumerable<Action<INodeEvents>> ReadEvents()
    {
        foreach (Action<INodeEvents> nodeEvent in _events.Read())
        {
            Interlocked.Increment(ref _done);
            yield return nodeEvent;
        }
    }

    /// <inheritdoc/>
    public bool TryReadBlock(BlockIndex index, IBufferWriter<byte> body)
    {
        if (!_blocks.TryGet(index.Hash, out var found))
        {
            return false;
        }
        BlockBody.Write(body, found.Raw);
        return true;
    }

    /// <summary>Does nothing, because no file stays open.</summary>
    public void Dispose()
    {
    }
}
