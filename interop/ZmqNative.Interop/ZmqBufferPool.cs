using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Pools native memory for large bodies: <see cref="ZmqMessage.Allocate(int, ZmqBufferPool)"/> takes a buffer, which returns
/// when libzmq has sent or dropped the last copy of the body. New memory costs a page fault for each 4 KiB, more than reading
/// a body into it. Any thread.
/// </summary>
/// <remarks>
/// The sockets' high water marks bound the number of buffers in use. Few are kept while unused, and none after some idle time.
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

    /// <summary>Makes an empty pool.</summary>
    /// <param name="keep">How many buffers to keep at most while they are not in use; each is as long as the longest body so far.</param>
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

    /// <summary>Frees what was kept if nobody disposed of it; a pool with buffers in use lives until they are back.</summary>
    ~ZmqBufferPool() => GiveBack();

    /// <summary>How many buffers have been taken so far.</summary>
    internal long Taken { get; private set; }

    /// <summary>How many of them are back.</summary>
    internal long Returned { get; private set; }

    /// <summary>How many are kept for use.</summary>
    internal int Kept => _kept;

    /// <summary>Frees the buffers that are kept; those in use are freed when they come back.</summary>
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
    /// <param name="data">Where they lie.</param>
    /// <returns>What <see cref="Return"/> wants.</returns>
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
            // While libzmq has a buffer, nothing but this keeps the pool alive.
            if (Taken++ == Returned)
            {
                _self = GCHandle.Alloc(this);
            }
            buffer->Pool = GCHandle.ToIntPtr(_self);
        }
        data = (byte*)(buffer + 1);
        return buffer;
    }

    // Called by libzmq, on its I/O thread as a rule.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Release(void* data, void* hint)
    {
        ((ZmqBufferPool)GCHandle.FromIntPtr(((Buffer*)hint)->Pool).Target!).Return(hint);
    }

    /// <summary>Takes a buffer back.</summary>
    /// <param name="taken">What <see cref="Take"/> gave.</param>
    internal void Return(void* taken)
    {
        Buffer* buffer = (Buffer*)taken;
        lock (_gate)
        {
            if (++Returned == Taken)
            {
                _self.Free();
            }
            // Those from before a longer body came would not do for the next one.
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

    /// <summary>Lies before the bytes, which begin at a multiple of 16, as allocated memory does.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Buffer
    {
        public nint Pool;
        public Buffer* Next;
        public nuint Capacity;
    }
}
