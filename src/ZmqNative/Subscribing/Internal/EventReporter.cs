namespace ZmqNative.Subscribing;

/// <summary>Hands the events of a stream to its handler.</summary>
internal sealed class EventReporter(INotificationHandler handler)
{
    internal void Report(StreamEvent streamEvent) => handler.OnEvent(streamEvent);
}
