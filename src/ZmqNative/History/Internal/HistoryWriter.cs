using Microsoft.Extensions.Logging;

namespace ZmqNative.History;

/// <summary>
/// Makes messages durable, on a thread of its own: what has come into memory since the last time
/// goes to the store in one piece. Nobody waits for it.
/// </summary>
internal sealed class HistoryWriter : IDisposable
{
    private const int MostMessages = 10_000;
    private const long MostBytes = 16 << 20;

    // Between two attempts while the disk fails.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly HistoryMemory _memory;
    private readonly TimeSpan _interval;
    private readonly HistoryFailure _failure;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _end = new();
    private readonly Lock _reading = new();
    private readonly List<HistoryMessage> _batch = [];
    private readonly Thread _thread;
    private volatile IHistoryStore? _store;
    private IHistoryStore? _failed;
    private ulong _durable;

    internal HistoryWriter(
        HistoryMemory memory, IHistoryStore store, TimeSpan interval, HistoryFailure failure, ILogger logger)
    {
        (_memory, _store, _interval, _failure, _logger) = (memory, store, interval, failure, logger);
        _durable = memory.Head;
        _thread = new Thread(Run) { IsBackground = true, Name = "ZmqNative history writer" };
        _thread.Start();
    }

    /// <summary>The store; null once it has failed.</summary>
    internal IHistoryStore? Store => _store;

    /// <summary>The offset of the last durable message.</summary>
    internal ulong Durable => Volatile.Read(ref _durable);

    /// <summary>Reads from the store, one reader at a time.</summary>
    /// <returns>What was read; <paramref name="none"/> if there is no store any more.</returns>
    internal T Read<T>(Func<IHistoryStore, T> read, T none)
    {
        using (_reading.EnterScope())
        {
            return _store is { } store ? read(store) : none;
        }
    }

    /// <summary>
    /// Ends the use of a store that failed. The stream on disk then has not ended in order. The
    /// store is closed with the history, because another thread may be using it.
    /// </summary>
    internal void Fail(string reason)
    {
        if (Interlocked.Exchange(ref _store, null) is { } store)
        {
            _failed = store;
            ulong durable = Durable;
            _failure.Begin(reason, isFinal: true, why => HistoryLog.StoreFailed(_logger, why, durable));
        }
    }

    /// <summary>Makes the rest durable, and records the end of the stream.</summary>
    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
        if (_store is { } store)
        {
            Try(() =>
            {
                WriteAll(store);
                store.Complete();
            });
            _failed ??= Interlocked.Exchange(ref _store, null);
        }
        using (_reading.EnterScope())
        {
            Try(() => _failed?.Dispose());
        }
    }

    private void Run()
    {
        // Half of it, so that a message is durable in time also if it just missed the last batch.
        while (!_end.Wait(_failure.Reason is null ? _interval / 2 : s_pause) && _store is { } store)
        {
            Try(() => WriteOrWait(store));
        }
    }

    // A full disk, for example, is written to again when there is room, if memory still has all.
    private void WriteOrWait(IHistoryStore store)
    {
        try
        {
            WriteAll(store);
            if (_failure.TryEnd())
            {
                HistoryLog.StoreWorks(_logger, Durable);
            }
        }
        catch (IOException exception)
        {
            ulong durable = Durable;
            _failure.Begin(exception.Message, isFinal: false, why => HistoryLog.StoreWaits(_logger, why, durable));
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // A store may fail with anything, and publishing goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception.Message);
        }
    }

    private void WriteAll(IHistoryStore store)
    {
        while (_durable < _memory.Head)
        {
            try
            {
                ReadBatch();
                store.Append(_batch);
                Volatile.Write(ref _durable, _batch[^1].Position.Offset);
            }
            finally
            {
                _batch.Clear();
            }
        }
    }

    private void ReadBatch()
    {
        long bytes = 0;
        ulong next = _durable + 1;
        while (_batch.Count < MostMessages && bytes < MostBytes && next <= _memory.Head)
        {
            HistorySegment segment = _memory.Pin(next, out int index, out int count)
                ?? throw new InvalidOperationException(
                    $"{_failure.Reason?.TrimEnd('.') ?? "The disk is slower than what is published"}: "
                    + $"{_memory.Oldest - next} messages left memory before they were written.");
            for (; index < count && _batch.Count < MostMessages && bytes < MostBytes; index++)
            {
                ref readonly HistoryEntry entry = ref segment.Entries[index];
                byte[] body = entry.Start < 0 ? segment.Shared(entry).ToArray()
                    : segment.Bytes.AsSpan(entry.Start, entry.Length).ToArray();
                bytes += body.Length;
                _batch.Add(new HistoryMessage(
                    new StreamPosition(_memory.Stream, next++), _memory.Notifier(entry.Run), _memory.Topic(entry.Topic),
                    body, entry.MessageSequence));
            }
            _memory.Unpin(segment);
        }
    }
}
