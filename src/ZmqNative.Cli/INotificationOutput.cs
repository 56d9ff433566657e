using ZmqNative.Messages;
using ZmqNative.Subscriber;

namespace ZmqNative.Cli;

/// <summary>Shows notifications, to people or to programs.</summary>
internal interface INotificationOutput
{
    /// <summary>Shows one notification and what its number reveals.</summary>
    void Write(NotificationMessage message, CounterChange change);
}
