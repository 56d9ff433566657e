namespace ZmqNative.JetStream;

/// <summary>
/// Puts bodies together that were split. What a writer left unfinished is dropped: its successor sends
/// the whole message again.
/// </summary>
internal sealed class BodyAssembly
{
    private (string Writer, ulong Offset, byte[] Body, int Filled)? _begun;

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
            _begun = (headers.Writer, headers.Offset, new byte[total], 0);
        }
        if (_begun is not { } begun
            || begun.Writer != headers.Writer
            || begun.Offset != headers.Offset
            || begun.Filled != headers.Start
            || begun.Body.Length - begun.Filled < part.Length)
        {
            _begun = null;
            return null;
        }
        part.CopyTo(begun.Body, begun.Filled);
        begun.Filled += part.Length;
        _begun = begun.Filled == total ? null : begun;
        return begun.Filled == total ? begun.Body : null;
    }
}
