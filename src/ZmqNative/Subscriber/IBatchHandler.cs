namespace ZmqNative.Subscriber;

/// <summary>A handler that has something to do once for messages that came together, as waking somebody.</summary>
internal interface IBatchHandler : INotificationHandler
{
    /// <summary>Nothing more comes for now, or has come for long enough.</summary>
    void EndBatch();
}
