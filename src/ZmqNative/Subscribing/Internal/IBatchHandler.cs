namespace ZmqNative.Subscribing;

/// <summary>
/// A handler that keeps the parts of several messages and handles them together.
/// <see cref="ReceivedNotification.Parts"/> stay valid until the end of the batch.
/// </summary>
internal interface IBatchHandler : INotificationHandler
{
    /// <summary>The most messages of a batch.</summary>
    int BatchSize { get; }

    /// <summary>The batch is full, or no further message has arrived.</summary>
    /// <param name="goesOn">
    /// Whether the batch was full, so that more messages may follow immediately.
    /// </param>
    void EndBatch(bool goesOn);
}
