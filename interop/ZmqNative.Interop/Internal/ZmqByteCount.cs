using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Counts the bytes of messages that libzmq has not released yet: queued for peers, or being sent. Any
/// thread.
/// </summary>
internal sealed unsafe class ZmqByteCount
{
    /// <summary>Added for each message, for what libzmq and the allocator need besides its bytes.</summary>
    internal const int Overhead = 256;

    private readonly Lock _gate = new();
    private long _messages;
    private long _bytes;
    private GCHandle _self;

    /// <summary>The bytes, with <see cref="Overhead"/> for each message.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The messages.</summary>
    internal long Messages => Volatile.Read(ref _messages);

    /// <summary>Allocates room that is counted until it is released.</summary>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="block">The argument for <see cref="Release"/>.</param>
    /// <returns>The room.</returns>
    internal byte* Take(int length, out void* block)
    {
        Header* header = (Header*)NativeMemory.Alloc((nuint)sizeof(Header) + (nuint)length);
        lock (_gate)
        {
            // While libzmq has a message, this alone keeps the count alive.
            if (_messages++ == 0)
            {
                _self = GCHandle.Alloc(this);
            }
            _bytes += header->Counted = length + Overhead;
            header->Count = GCHandle.ToIntPtr(_self);
        }
        block = header;
        return (byte*)(header + 1);
    }

    /// <summary>Called by libzmq, usually on its I/O thread, when the last copy is gone.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(void* data, void* hint) => Return(hint);

    /// <summary>Frees what <see cref="Take"/> has allocated.</summary>
    internal static void Return(void* block)
    {
        Header* header = (Header*)block;
        ZmqByteCount count = (ZmqByteCount)GCHandle.FromIntPtr(header->Count).Target!;
        lock (count._gate)
        {
            count._bytes -= header->Counted;
            if (--count._messages == 0)
            {
                count._self.Free();
            }
        }
        NativeMemory.Free(header);
    }

    /// <summary>Precedes the bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Header
    {
        public nint Count;
        public long Counted;
    }
}
