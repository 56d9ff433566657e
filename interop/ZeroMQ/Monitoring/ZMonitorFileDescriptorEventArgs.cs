namespace ZeroMQ.Monitoring;

/// <summary>An event whose value is a file descriptor, on Windows a SOCKET. It belongs to libzmq and may be closed by now.</summary>
public class ZMonitorFileDescriptorEventArgs : ZMonitorEventArgs
{
    internal ZMonitorFileDescriptorEventArgs(ZMonitor monitor, ZMonitorEventData ed) : base(monitor, ed)
    {
    }

    /// <summary>The file descriptor; for systems other than Windows.</summary>
    public int FileDescriptor_Posix => Event.EventValue;

    /// <summary>The SOCKET; for Windows.</summary>
    public IntPtr FileDescriptor_Windows => Event.EventValue;
}
