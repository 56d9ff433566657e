using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Bytes that never change and are never freed, so that libzmq may refer to them for as long as it likes
/// (zmq_send_const). Make few of them, and keep them in static fields. Any thread.
/// </summary>
public sealed unsafe class ZmqConstant
{
    /// <summary>Copies the bytes to native memory that stays for the life of the process.</summary>
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
