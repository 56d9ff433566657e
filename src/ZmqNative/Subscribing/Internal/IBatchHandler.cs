namespace ZmqNative.Subscribing;

/// <summary>A handler that has something to do once for messages that came together, as waking somebody.</summary>
internal interface IBatchHandler : INotificationHandler
{
    /// <summary>How many messages make a batch.</summary>
    int BatchSize { get; }

    /// <summary>Whether the parts of a batch's messages stay as they are until its end: they may be kept until then.</summary>
    bool KeepsParts { get; }

    /// <summary>A batch is full, or nothing more comes for now.</summary>
    /// <param name="goesOn">Whether more may follow at once.</param>
    void EndBatch(bool goesOn);
}
