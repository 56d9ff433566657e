namespace ZmqNative.JetStream;

/// <summary>A message that is kept until it is known to be in the stream.</summary>
internal sealed class OutboxEntry(string topic, string subject, byte[] body, uint? counter, ulong offset)
{
    // The objects of an entry, and what is allocated while it is sent.
    private const int Overhead = 256;

    internal string Topic => topic;

    internal string Subject => subject;

    internal byte[] Body => body;

    /// <summary>The publisher's message sequence; null when it sends none.</summary>
    internal uint? Counter => counter;

    /// <summary>Its number in the outbox, over all topics.</summary>
    internal ulong Offset => offset;

    internal long Weight => body.Length + Overhead;

    /// <summary>
    /// How much of the body is in the stream already, stored by this writer in an earlier attempt.
    /// </summary>
    internal int StoredBytes { get; set; }

    /// <summary>It is in the stream, or was dropped: nothing is left to be done.</summary>
    internal bool IsDone { get; set; }

    internal OutboxEntry? Next { get; set; }
}
