namespace ZmqNative.JetStream;

/// <summary>The newest message of a topic in the stream, or the newest part of one.</summary>
internal sealed record StoredPart(
    string Topic, ulong Sequence, DateTimeOffset Time, MessageHeaders Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>How much of the message is in the stream.</summary>
    internal int End => Headers.Start + Body.Length;

    /// <summary>Whether all of the message is in the stream.</summary>
    internal bool IsComplete => Headers.Total is null || End == Headers.Total;

    /// <summary>Whether this is part of a message with this body.</summary>
    internal bool IsOf(ReadOnlySpan<byte> body) =>
        body.Length == (Headers.Total ?? Body.Length)
            && body.Slice(Headers.Start, Body.Length).SequenceEqual(Body.Span);
}
