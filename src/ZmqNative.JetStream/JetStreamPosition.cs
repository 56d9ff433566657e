using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.JetStream;

/// <summary>
/// A place in a stream: behind the message with this sequence. The time of the stream's creation says
/// which stream is meant: one that was created again begins with sequence 1.
/// </summary>
/// <param name="Created">When the stream was created, UTC.</param>
/// <param name="Sequence">The last message that was handled; 0 is the place before all.</param>
public readonly record struct JetStreamPosition(DateTimeOffset Created, ulong Sequence)
{
    /// <summary>The position as text, to be saved: <c>2026-11-29T15:04:05.1234567Z/42</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Created.UtcDateTime:O}/{Sequence}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">The position.</param>
    /// <returns>False if it is no position.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out JetStreamPosition position)
    {
        position = default;
        if (text?.Split('/') is not [var created, var sequence]
            || !DateTimeOffset.TryParseExact(
                created, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            || !ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return false;
        }
        position = new(time, number);
        return true;
    }
}
