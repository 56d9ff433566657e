namespace ZmqNative.History;

/// <summary>
/// Where a history server keeps messages beyond memory and beyond the process. One thread appends;
/// reads come from others at the same time, but one after the other.
/// </summary>
/// <remarks>
/// Offsets go on from stream to stream, so that one offset is one message of the store. A message
/// is durable once <see cref="Append"/> has returned. Exceptions of any member end the use of the
/// store: the server logs them, continues in memory, and publishing goes on. Only an
/// <see cref="IOException"/> of <see cref="Append"/> may pass.
/// </remarks>
public interface IHistoryStore : IDisposable
{
    /// <summary>
    /// Opens or creates the store: continues the last stream if it ended in order, else begins a
    /// new one.
    /// </summary>
    /// <returns>
    /// One sentence if the store begins again without its earlier content; null otherwise.
    /// </returns>
    string? Open();

    /// <summary>
    /// The streams that are known, the current one last and its predecessor before it, each with its
    /// last durable offset.
    /// </summary>
    IReadOnlyList<StreamPosition> Streams { get; }

    /// <summary>
    /// The offset of the oldest message held; the next offset if none is held. What is removed does
    /// not count any more when a read may first miss it, here and in <see cref="Notifiers"/>.
    /// </summary>
    ulong Oldest { get; }

    /// <summary>
    /// The notifiers of which messages are held, and the one with the highest number also when none of
    /// it is: numbers go on from there.
    /// </summary>
    IReadOnlyList<HistoryCounters> Notifiers { get; }

    /// <summary>Makes messages durable, and removes those beyond the limits.</summary>
    /// <param name="messages">
    /// At least one, of the current stream, with increasing offsets.
    /// </param>
    /// <exception cref="IOException">
    /// None of them is stored, for example because the disk is full. The first of them is appended again
    /// until it succeeds, or has left memory.
    /// </exception>
    void Append(IReadOnlyList<HistoryMessage> messages);

    /// <summary>Reads messages in the order of their offsets, all of one stream.</summary>
    /// <param name="after">The offset before the first one.</param>
    /// <param name="isWanted">Whether messages of a run are wanted; null for all.</param>
    /// <param name="maxMessages">The most messages to be read.</param>
    /// <param name="maxBytes">The most bytes of bodies; one message may have more.</param>
    /// <param name="messages">Receives them.</param>
    /// <returns>
    /// The offset up to which nothing was left out, which is <paramref name="after"/> if nothing is
    /// held after it.
    /// </returns>
    ulong Read(
        ulong after, Predicate<HistoryNotifier>? isWanted, int maxMessages, int maxBytes,
        ICollection<HistoryMessage> messages);

    /// <summary>The offset of a message; null if it is not held.</summary>
    /// <param name="notifier">The number of its notifier.</param>
    /// <param name="messageSequence">Its message sequence.</param>
    ulong? Find(int notifier, uint messageSequence);

    /// <summary>Records that the stream ended in order and may be continued.</summary>
    void Complete();
}
