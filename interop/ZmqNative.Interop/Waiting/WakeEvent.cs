using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// A descriptor that any thread can make readable, to end another thread's wait for descriptors: an
/// eventfd on Linux, elsewhere a UDP socket connected to itself.
/// </summary>
/// <remarks>
/// Setting it twice before it is cleared has the effect of setting it once. A stale one costs
/// its owner a single check.
/// </remarks>
internal sealed unsafe class WakeEvent : SafeHandle
{
    [ThreadStatic]
    private static WakeEvent? t_event;

    private readonly Socket? _socket;
    private int _isSet;

    internal WakeEvent() : this(OperatingSystem.IsLinux())
    {
    }

    internal WakeEvent(bool isEventFd) : base(-1, ownsHandle: true)
    {
        if (isEventFd)
        {
            handle = SystemCalls.eventfd(0, SystemCalls.EFD_NONBLOCK | SystemCalls.EFD_CLOEXEC);
            ZmqThrow.IfError(IsInvalid ? Marshal.GetLastPInvokeError() : 0, "eventfd");
            return;
        }
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Connect(_socket.LocalEndPoint!);
        handle = _socket.SafeHandle.DangerousGetHandle();
    }

    /// <summary>The one of the calling thread, freed some time after its end.</summary>
    internal static WakeEvent OfThisThread => t_event ??= new WakeEvent();

    /// <summary>The descriptor to wait for; the owner keeps this object alive.</summary>
    internal nint Descriptor => handle;

    public override bool IsInvalid => handle == -1;

    /// <summary>Makes it readable. Any thread may call, also after disposal.</summary>
    internal void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) != 0)
        {
            return;
        }
        bool added = false;
        try
        {
            DangerousAddRef(ref added);
            ulong one = 1;
            _ = _socket is null ? SystemCalls.write((int)handle, &one, sizeof(ulong)) : _socket.Send([0]);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // Nobody waits any more; or the socket's buffer is full, and so
            // the descriptor is readable.
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Makes it unreadable again. The owner calls it when it found the descriptor
    /// readable, before it checks why.
    /// </summary>
    internal void Clear()
    {
        // The descriptor is cleared first, then the flag: a thread that sets the event in
        // between writes nothing, and its change is found by the check that follows. While the
        // descriptor is not readable yet, nothing is cleared; otherwise a write that is still to
        // come would never be read.
        ulong value;
        if (_socket is null)
        {
            _ = SystemCalls.read((int)handle, &value, sizeof(ulong));
        }
        else
        {
            Drain(_socket);
        }
        Interlocked.Exchange(ref _isSet, 0);
    }

    protected override bool ReleaseHandle()
    {
        if (_socket is not null)
        {
            _socket.Dispose();
            return true;
        }
        return SystemCalls.close((int)handle) == 0;
    }

    private static void Drain(Socket socket)
    {
        Span<byte> bytes = stackalloc byte[16];
        while (socket.Available > 0)
        {
            _ = socket.Receive(bytes, SocketFlags.None, out _);
        }
    }
}
