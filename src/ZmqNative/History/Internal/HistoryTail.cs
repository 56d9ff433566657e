using System.Text;

namespace ZmqNative.History;

/// <summary>
/// The history of what some of a publisher's notifiers publish, for a part of the same process that
/// keeps a place in it. Used by one thread, beside the one that answers clients.
/// </summary>
internal sealed class HistoryTail
{
    private readonly HistoryMemory _memory;
    private readonly HistoryWriter? _writer;
    private readonly HistoryReader _reader;
    private readonly HistorySelection _selection;
    private readonly HashSet<int> _places;

    internal HistoryTail(HistoryMemory memory, HistoryWriter? writer, IEnumerable<int> places)
    {
        (_memory, _writer, _places) = (memory, writer, [.. places]);
        (_reader, _selection) = (new(memory, writer), new(memory));
        Begin = memory.Head;
    }

    /// <summary>The offset of the newest message when this was created.</summary>
    internal ulong Begin { get; }

    /// <summary>
    /// The offset of the newest message. Where publishing is locked out, as in an observer, the next
    /// message gets the one after it.
    /// </summary>
    internal ulong Head => _memory.Head;

    /// <summary>The offset of the oldest message held.</summary>
    internal ulong Oldest => Try(() => _reader.Oldest);

    /// <summary>Reads on.</summary>
    /// <param name="after">The offset before the first message.</param>
    /// <param name="until">The offset of the last one that is wanted.</param>
    /// <param name="messages">Receives some of the messages, in their order.</param>
    /// <returns>
    /// The offset up to which none that is held was left out; <paramref name="after"/> if nothing is held
    /// after it.
    /// </returns>
    internal ulong Read(ulong after, ulong until, List<HistoryMessage> messages) => Try(() =>
    {
        try
        {
            HistoryPlaces places = _reader.Places();
            _reader.Read(
                new HistoryCursor { After = after, Chosen = run => _places.Contains(places.Of(run)) }, _selection);
            messages.AddRange(_selection.Items.Where(item => item.Offset <= until).Select(Copy));
            return Math.Min(_selection.Last, until);
        }
        finally
        {
            _selection.Clear();
        }
    });

    /// <summary>Looks a message up, the newest one where there are several.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="messageSequence">Its message sequence.</param>
    /// <param name="isMeant">Whether a message with this body is.</param>
    /// <returns>Its offset; null if it is not held.</returns>
    internal ulong? Find(string topic, uint messageSequence, Func<byte[], bool> isMeant) => Try(() =>
    {
        ulong? found = null;
        HistoryPlaces places = _reader.Places();
        foreach (HistorySpan run in _reader.Runs().Where(
            run => _places.Contains(places.Of(run.Notifier)) && run.Notifier.Topics.Contains(topic)))
        {
            if (run.Overlap(messageSequence, messageSequence) is { } held)
            {
                HistoryCursor cursor = new() { Run = run.Notifier, Next = held.First, Last = held.Last };
                try
                {
                    _reader.Read(cursor, _selection);
                    if (_selection.Items is [var item] && Copy(item) is var message
                        && message.Topic == topic && isMeant(message.Body))
                    {
                        found = Math.Max(found ?? 0, item.Offset);
                    }
                }
                finally
                {
                    _selection.Clear();
                }
            }
        }
        return found;
    });

    private HistoryMessage Copy(HistorySelection.Item item) => new(
        new StreamPosition(_selection.Stream, item.Offset), item.Notifier, Encoding.ASCII.GetString(item.Topic),
        item.Shared?.Span.ToArray() ?? item.Body.ToArray(), item.MessageSequence);

    // A store that fails is not used any more, by anybody.
    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
#pragma warning disable CA1031 // A store may fail with anything.
        catch (Exception exception) when (_writer?.Store is not null)
#pragma warning restore CA1031
        {
            _writer.Fail(exception.Message);
            return read();
        }
    }
}
