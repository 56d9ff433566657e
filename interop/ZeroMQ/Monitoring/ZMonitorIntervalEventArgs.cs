namespace ZeroMQ.Monitoring;

/// <summary>The arguments of an event whose value is an interval.</summary>
public class ZMonitorIntervalEventArgs : ZMonitorEventArgs
{
    internal ZMonitorIntervalEventArgs(ZMonitor monitor, ZMonitorEventData ed) : base(monitor, ed)
    {
    }

    /// <summary>The time until the next connection attempt, in milliseconds.</summary>
    public int Interval => Event.EventValue;
}
