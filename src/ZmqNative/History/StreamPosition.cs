using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.History;

/// <summary>
/// A place in a publisher's stream: everything up to and including a message was processed. Save it
/// as a string and resume from it.
/// </summary>
/// <param name="Stream">
/// The stream's identity. A publisher has a new one at each start, unless its history on disk
/// ended in order and continues.
/// </param>
/// <param name="Offset">
/// The offset of the last message that was processed, over all topics in publish order; 0 is before
/// the first.
/// </param>
public readonly record struct StreamPosition(Guid Stream, ulong Offset) : ISpanParsable<StreamPosition>
{
    private const int IdLength = 32;

    /// <summary>32 hexadecimal digits of the stream, a colon, and the offset in decimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream:N}:{Offset}");

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no position.</exception>
    public static StreamPosition Parse(string text) => Parse(text, null);

    /// <inheritdoc/>
    public static StreamPosition Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc/>
    public static StreamPosition Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out StreamPosition position) ? position
            : throw new FormatException(
                $"'{s}' is no stream position: 32 hexadecimal digits, a colon and a decimal offset.");

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out StreamPosition result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out StreamPosition result)
    {
        bool isRead = Guid.TryParseExact(s.Length > IdLength ? s[..IdLength] : [], "N", out Guid stream);
        ulong offset = 0;
        isRead = isRead && s[IdLength] == ':' && ulong.TryParse(
            s[(IdLength + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out offset);
        result = isRead ? new StreamPosition(stream, offset) : default;
        return isRead;
    }
}
