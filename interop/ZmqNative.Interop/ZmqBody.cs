namespace ZmqNative.Interop;

/// <summary>Placeholder, replaced within the hour by the real one with the same members.</summary>
public sealed class ZmqBody : IDisposable
{
    private byte[] _bytes = [];

    /// <summary>Makes room for a body and returns it to be filled.</summary>
    public Span<byte> Allocate(int length) => _bytes = new byte[length];

    /// <summary>Takes bytes over without copying.</summary>
    public void Adopt(ReadOnlyMemory<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <inheritdoc/>
    public void Dispose() { }
}
