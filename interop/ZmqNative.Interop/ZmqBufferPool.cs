using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Pools native memory for large bodies:
/// <see cref="MessageFilling.Allocate"/> takes a buffer, which returns when
/// libzmq has sent or dropped the last copy of the body. New memory costs a page fault for
/// each 4 KiB, more than reading a body into it. May be used from any thread.
/// </summary>
/// <remarks>
/// The sockets' high water marks bound the number of buffers in use. Only a few are kept while
/// unused, and none after some idle time.
/// </remarks>
internal sealed unsafe class ZmqBufferPool : IDisposable
{
    private static readonly TimeSpan s_defaultIdle = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Timer _idleTimer;
    private readonly TimeSpan _idle;
    private readonly int _keep;
    private Buffer* _free;
    private int _kept;
    private nuint _largest;
    private bool _disposed;
    private GCHandle _self;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="keep">
    /// The largest number of unused buffers to keep; each is as long as the longest body so far.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    internal ZmqBufferPool(int keep = 4) : this(keep, s_defaultIdle)
    {
    }

    internal ZmqBufferPool(int keep, TimeSpan idle)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        _keep = keep;
        _idle = idle;
        _idleTimer = new Timer(_ => GiveBack());
    }

    /// <summary>
    /// Frees the kept buffers if nobody disposed of the pool; a pool with buffers in use
    /// stays until they return.
    /// </summary>
    ~ZmqBufferPool() => GiveBack();

    /// <summary>The number of buffers taken so far.</summary>
    internal long Taken { get; private set; }

    /// <summary>The number of buffers returned so far.</summary>
    internal long Returned { get; private set; }

    /// <summary>The number of unused buffers that are kept.</summary>
    internal int Kept => _kept;

    /// <summary>Frees the buffers that are kept; those in use are freed when they return.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }
        _idleTimer.Dispose();
        GiveBack();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a buffer.</summary>
    /// <param name="length">Bytes needed.</param>
    /// <param name="data">The address of the buffer.</param>
    /// <returns>The argument for <see cref="Return"/>.</returns>
    internal void* Take(int length, out byte* data)
    {
        Buffer* buffer = Pop(length, out nuint capacity);
        if (buffer == null)
        {
            buffer = (Buffer*)NativeMemory.Alloc((nuint)sizeof(Buffer) + capacity);
            buffer->Capacity = capacity;
        }
        lock (_gate)
        {
            // While libzmq has a buffer, this alone keeps the pool alive.
            if (Taken++ == Returned)
            {
                _self = GCHandle.Alloc(this);
            }
            buffer->Pool = GCHandle.ToIntPtr(_self);
        }
        data = (byte*)(buffer + 1);
        return buffer;
    }

    // Called by libzmq, usually on its I/O thread.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(void* data, void* hint)
    {
        ((ZmqBufferPool)GCHandle.FromIntPtr(((Buffer*)hint)->Pool).Target!).Return(hint);
    }

    /// <summary>Returns a buffer.</summary>
    /// <param name="taken">The result of <see cref="Take"/>.</param>
    internal void Return(void* taken)
    {
        Buffer* buffer = (Buffer*)taken;
        lock (_gate)
        {
            if (++Returned == Taken)
            {
                _self.Free();
            }
            // Buffers from before a longer body came are too short for the next one.
            if (!_disposed && _kept < _keep && buffer->Capacity == _largest)
            {
                buffer->Next = _free;
                _free = buffer;
                _kept++;
                _ = _idleTimer.Change(_idle, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        NativeMemory.Free(buffer);
    }

    private Buffer* Pop(int length, out nuint capacity)
    {
        bool outgrown;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            outgrown = (nuint)length > _largest;
            _largest = capacity = Math.Max(_largest, (nuint)length);
            if (!outgrown && _free != null)
            {
                Buffer* buffer = _free;
                _free = buffer->Next;
                _kept--;
                return buffer;
            }
        }
        if (outgrown)
        {
            GiveBack();
        }
        return null;
    }

    private void GiveBack()
    {
        Buffer* free;
        lock (_gate)
        {
            free = _free;
            _free = null;
            _kept = 0;
        }
        while (free != null)
        {
            Buffer* next = free->Next;
            NativeMemory.Free(free);
            free = next;
        }
    }

    /// <summary>Precedes the bytes, which begin at a multiple of 16 as allocated memory.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Buffer
    {
        public nint Pool;
        public Buffer* Next;
        public nuint Capacity;
    }
}
