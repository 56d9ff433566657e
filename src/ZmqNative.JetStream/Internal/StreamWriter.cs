using System.Globalization;
using NATS.Client.Core;

namespace ZmqNative.JetStream;

/// <summary>
/// Stores the outbox in the stream, in its order, with many publishes under way at a time. Each states
/// the sequence and the id that it expects before it, so that the server refuses all that would be out
/// of order, and everything of a writer that was replaced. The sequence alone would let in what comes
/// later in the window, once another writer has stored as many messages as were refused.
/// </summary>
internal sealed class StreamWriter : IAsyncDisposable
{
    private const int Window = 1024;

    // The client keeps what is under way.
    private const int WindowBytes = 8 << 20;

    // The pause after a server's restart.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly NatsConnection _connection;
    private readonly Outbox _outbox;
    private readonly string _writer;
    private readonly string _inbox;
    private readonly INatsSub<PublishAck> _acks;
    private readonly Queue<Sent> _sent = new();
    private int _sentBytes;
    private long _disconnects;

    // The number of the first publish in _sent, and of the next one; what is acknowledged below is of
    // an earlier attempt.
    private long _first;
    private long _next;
    private ulong _expected;

    // What was sent last, and the entry that was begun.
    private OutboxEntry? _last;
    private string? _lastId;
    private (OutboxEntry Entry, int Position)? _begun;

    private StreamWriter(
        NatsConnection connection, Outbox outbox, string writer, string inbox, INatsSub<PublishAck> acks)
    {
        (_connection, _outbox, _writer, _inbox, _acks) = (connection, outbox, writer, inbox, acks);
        connection.ConnectionDisconnected += CountDisconnect;
    }

    /// <summary>The messages that were stored.</summary>
    internal long Stored { get; private set; }

    private bool HasRoom => _sent.Count < Window && _sentBytes < WindowBytes;

    /// <summary>Creates a writer with an inbox of its own for the acknowledgements.</summary>
    internal static async Task<StreamWriter> CreateAsync(
        NatsConnection connection, Outbox outbox, string writer, CancellationToken cancellationToken)
    {
        // Not one of NewInbox: below that prefix the client delivers to exact subjects only.
        string inbox = $"{connection.Opts.InboxPrefix}.{writer[..16]}";
        INatsSub<PublishAck> acks = await connection.SubscribeCoreAsync(
            $"{inbox}.*", serializer: PublishAck.Deserializer, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return new(connection, outbox, writer, inbox, acks);
    }

    /// <summary>Writes until something goes wrong, or the lease ends.</summary>
    /// <param name="expected">The stream's last sequence.</param>
    /// <param name="isHeld">Called about each third of a second; false ends the writing.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    /// <returns>What went wrong; null when the lease ended.</returns>
    internal async Task<WriteFailure?> WriteAsync(
        ulong expected, Func<bool> isHeld, CancellationToken cancellationToken)
    {
        (_expected, _last, _lastId, _begun) = (expected, null, null, null);
        _sent.Clear();
        (_first, _sentBytes) = (_next, 0);
        long disconnects = Interlocked.Read(ref _disconnects);
        long progress = Environment.TickCount64;
        using PeriodicTimer timer = new(s_patience / 3);
        Task<bool> tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        Task<bool> added = _outbox.Added.WaitToReadAsync(cancellationToken).AsTask();
        Task<bool> acked = _acks.Msgs.WaitToReadAsync(cancellationToken).AsTask();
        try
        {
            while (true)
            {
                if (TakeAcknowledgements(ref progress) is { } failure)
                {
                    return failure;
                }
                while (HasRoom && Begin() is { } entry)
                {
                    if (Interlocked.Read(ref _disconnects) != disconnects
                        || _connection.ConnectionState != NatsConnectionState.Open)
                    {
                        return new(0, "The connection was lost.");
                    }
                    progress = _sent.Count == 0 ? Environment.TickCount64 : progress;
                    if (!await TrySendAsync(entry, cancellationToken).ConfigureAwait(false))
                    {
                        return new(0, $"The connection took nothing for {s_patience.TotalSeconds:0} s.");
                    }
                }
                if (_sent.Count > 0 && Environment.TickCount64 - progress > s_patience.TotalMilliseconds)
                {
                    return new(0, $"The server did not acknowledge anything for {s_patience.TotalSeconds:0} s.");
                }
                if (tick.IsCompleted)
                {
                    _ = await tick.ConfigureAwait(false);
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                    if (!isHeld())
                    {
                        return null;
                    }
                }
                if (added.IsCompleted)
                {
                    _ = _outbox.Added.TryRead(out _);
                    added = _outbox.Added.WaitToReadAsync(cancellationToken).AsTask();
                    if (HasRoom)
                    {
                        continue;
                    }
                }
                if (acked.IsCompleted)
                {
                    acked = _acks.Msgs.WaitToReadAsync(cancellationToken).AsTask();
                    continue;
                }
                _ = await Task.WhenAny(acked, HasRoom ? added : acked, tick).ConfigureAwait(false);
            }
        }
        finally
        {
            // The entries behind these must not be kept alive.
            (_last, _begun) = (null, null);
            _sent.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionDisconnected -= CountDisconnect;
        await _acks.UnsubscribeAsync().ConfigureAwait(false);
    }

    private ValueTask CountDisconnect(object? sender, NatsEventArgs e)
    {
        _ = Interlocked.Increment(ref _disconnects);
        return default;
    }

    // The next entry to send, or the one of which parts are left.
    private OutboxEntry? Begin()
    {
        if (_begun is { } begun)
        {
            return begun.Entry;
        }
        OutboxEntry? entry = _outbox.After(_last);
        while (entry is { IsDone: true })
        {
            _last = entry;
            entry = _outbox.After(entry);
        }
        if (entry is not null)
        {
            _begun = (entry, entry.StoredBytes);
        }
        return entry;
    }

    // Where the connection is lost between the look at its state and the publish, NATS.Net 3.3.2 waits
    // for the next one, however long. What it sends then is what came next before: it is stored once,
    // or refused, as whatever a writer of before still sends.
    private async ValueTask<bool> TrySendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        ValueTask sending = SendAsync(entry, cancellationToken);
        if (sending.IsCompletedSuccessfully)
        {
            return true;
        }
        Task task = sending.AsTask();
        try
        {
            await task.WaitAsync(s_patience, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            // It may end yet, and fail later, which is no news.
            _ = task.ContinueWith(
                static late => late.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return task.IsCompletedSuccessfully;
        }
    }

    private async ValueTask SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        int start = _begun!.Value.Position;
        int room = _connection.ServerInfo!.MaxPayload;
        MessageHeaders plain = new(entry.Counter, _writer, entry.Offset, start, null);
        string? id = _lastId;
        NatsHeaders headers = plain.ToNats(_expected, ref id);
        int end = entry.Body.Length;
        // The exact length is needed only near the limit.
        if (start > 0 || (entry.Body.Length > room - 1024 && entry.Body.Length + headers.GetBytesLength() > room))
        {
            id = _lastId;
            headers = (plain with { Total = entry.Body.Length }).ToNats(_expected, ref id);
            end = Math.Min(end, start + Math.Max(1, room - headers.GetBytesLength()));
        }
        _expected++;
        _lastId = id;
        long number = _next++;
        _sent.Enqueue(new(entry, _expected, end - start, end == entry.Body.Length));
        _sentBytes += end - start;
        if (end == entry.Body.Length)
        {
            (_last, _begun) = (entry, null);
        }
        else
        {
            _begun = (entry, end);
        }
        await _connection.PublishAsync(
            entry.Subject,
            entry.Body.AsMemory(start..end),
            headers,
            string.Create(CultureInfo.InvariantCulture, $"{_inbox}.{number}"),
            NatsRawSerializer<Memory<byte>>.Default,
            cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private WriteFailure? TakeAcknowledgements(ref long progress)
    {
        bool any = false;
        while (_acks.Msgs.TryRead(out NatsMsg<PublishAck> message))
        {
            long number = long.Parse(
                message.Subject.AsSpan(_inbox.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number < _first)
            {
                continue; // Of an earlier attempt.
            }
            PublishAck ack = message.Data;
            if (ack.Sequence == 0)
            {
                return ack.Error == 0
                    ? new(0, "No stream takes the messages.") : new(ack.Error, ack.Reason ?? "The server refused.");
            }
            // Acknowledgements of one stream come in its order.
            if (number != _first || !_sent.TryDequeue(out Sent sent) || sent.Sequence != ack.Sequence)
            {
                return new(0, "The server acknowledged messages out of order.");
            }
            _first++;
            _sentBytes -= sent.Length;
            any = true;
            if (sent.IsEnd)
            {
                sent.Entry.IsDone = true;
                Stored++;
            }
        }
        if (any)
        {
            progress = Environment.TickCount64;
            _outbox.Trim();
        }
        return null;
    }

    private readonly record struct Sent(OutboxEntry Entry, ulong Sequence, int Length, bool IsEnd);
}
