namespace ZeroMQ.Monitoring;

/// <summary>The arguments of an event: the event and the monitor that reports it.</summary>
public class ZMonitorEventArgs : EventArgs
{
    /// <summary>Creates the arguments of an event.</summary>
    /// <param name="monitor">The monitor that reports.</param>
    /// <param name="ed">The event.</param>
    public ZMonitorEventArgs(ZMonitor monitor, ZMonitorEventData ed) => (Monitor, Event) = (monitor, ed);

    /// <summary>The monitor that reports.</summary>
    public ZMonitor Monitor { get; }

    /// <summary>The event that was reported.</summary>
    public ZMonitorEventData Event { get; }
}
