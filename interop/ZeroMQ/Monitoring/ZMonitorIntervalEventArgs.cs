namespace ZeroMQ.Monitoring;

/// <summary>An event whose value is an interval.</summary>
public class ZMonitorIntervalEventArgs : ZMonitorEventArgs
{
    internal ZMonitorIntervalEventArgs(ZMonitor monitor, ZMonitorEventData ed) : base(monitor, ed)
    {
    }

    /// <summary>Milliseconds until the connection is tried again.</summary>
    public int Interval => Event.EventValue;
}
