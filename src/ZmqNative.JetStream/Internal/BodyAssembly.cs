namespace ZmqNative.JetStream;

/// <summary>
/// Puts bodies together that were split. What a writer left unfinished is dropped: its successor sends
/// the whole message again.
/// </summary>
internal sealed class BodyAssembly
{
    // Of the parts that came, because what a writer says of the length need not be true.
    private (string Writer, ulong Offset, int Total, List<byte[]> Parts, int Filled)? _begun;

    /// <summary>Takes the next message of the stream.</summary>
    /// <returns>The whole body; null when more parts follow, or its beginning is missing.</returns>
    internal byte[]? Take(in MessageHeaders headers, byte[] part)
    {
        if (headers.Total is not { } total)
        {
            _begun = null;
            return part;
        }
        if (headers.Start == 0)
        {
            _begun = (headers.Writer, headers.Offset, total, [], 0);
        }
        if (_begun is not { } begun
            || begun.Writer != headers.Writer
            || begun.Offset != headers.Offset
            || begun.Total != total
            || begun.Filled != headers.Start
            || part.Length == 0
            || total - begun.Filled < part.Length)
        {
            _begun = null;
            return null;
        }
        begun.Parts.Add(part);
        begun.Filled += part.Length;
        _begun = begun.Filled == total ? null : begun;
        return begun.Filled == total ? Concat(begun.Parts, total) : null;
    }

    private static byte[] Concat(List<byte[]> parts, int length)
    {
        byte[] whole = new byte[length];
        int filled = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(whole, filled);
            filled += part.Length;
        }
        return whole;
    }
}
