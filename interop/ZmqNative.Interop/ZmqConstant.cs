using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Bytes that never change and are never freed, so that libzmq may refer to them
/// without limit (zmq_send_const). Create only a few, and keep them in static fields.
/// May be used from any thread.
/// </summary>
public sealed unsafe class ZmqConstant
{
    /// <summary>Copies the bytes to native memory that stays until the process ends.</summary>
    /// <param name="bytes">The bytes, of any length.</param>
    public ZmqConstant(ReadOnlySpan<byte> bytes)
    {
        Length = bytes.Length;
        Pointer = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, bytes.Length));
        bytes.CopyTo(new Span<byte>(Pointer, Length));
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => new(Pointer, Length);

    internal byte* Pointer { get; }

    internal int Length { get; }
}
