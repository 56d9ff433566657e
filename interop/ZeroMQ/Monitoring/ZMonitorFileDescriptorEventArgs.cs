namespace ZeroMQ.Monitoring;

/// <summary>
/// The arguments of an event whose value is a file descriptor, on Windows a SOCKET. It belongs to
/// libzmq and may have been closed in the meantime.
/// </summary>
public class ZMonitorFileDescriptorEventArgs : ZMonitorEventArgs
{
    internal ZMonitorFileDescriptorEventArgs(ZMonitor monitor, ZMonitorEventData ed) : base(monitor, ed)
    {
    }

    /// <summary>The file descriptor, on systems other than Windows.</summary>
    public int FileDescriptor_Posix => Event.EventValue;

    /// <summary>The SOCKET, on Windows.</summary>
    public IntPtr FileDescriptor_Windows => Event.EventValue;
}
