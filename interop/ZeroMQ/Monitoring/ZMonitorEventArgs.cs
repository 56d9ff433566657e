namespace ZeroMQ.Monitoring;

/// <summary>An event and the monitor that reports it.</summary>
public class ZMonitorEventArgs : EventArgs
{
    /// <summary>Arguments for a handler.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="ed">The event.</param>
    public ZMonitorEventArgs(ZMonitor monitor, ZMonitorEventData ed) => (Monitor, Event) = (monitor, ed);

    /// <summary>The monitor that reports.</summary>
    public ZMonitor Monitor { get; }

    /// <summary>What happened.</summary>
    public ZMonitorEventData Event { get; }
}
