namespace ZmqNative.Publishing;

/// <summary>The reaction to an address that cannot be published on.</summary>
public enum StartFailurePolicy
{
    /// <summary>
    /// As in Core: no notification is published, the node continues, and only the log at level
    /// debug reports it.
    /// </summary>
    Continue,

    /// <summary>
    /// Throw <see cref="NotificationStartException"/>; all sockets are closed before.
    /// </summary>
    Throw,
}
