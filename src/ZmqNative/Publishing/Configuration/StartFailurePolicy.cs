namespace ZmqNative.Publishing;

/// <summary>What to do when an address cannot be published on.</summary>
public enum StartFailurePolicy
{
    /// <summary>As Core does: no notification at all is published, the node goes on, and only the log at level debug says so.</summary>
    Continue,

    /// <summary>Throw <see cref="NotificationStartException"/>, nothing half-started.</summary>
    Throw,
}
