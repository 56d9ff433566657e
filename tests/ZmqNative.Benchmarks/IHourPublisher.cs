namespace ZmqNative.Benchmarks;

/// <summary>One of those who publish an hour's traffic.</summary>
internal interface IHourPublisher : IDisposable
{
    /// <summary>Where all topics are.</summary>
    string Endpoint { get; }

    /// <summary>Does what a node does before it tells.</summary>
    void Prepare(HourTraffic.Kind kind);

    /// <summary>Tells, and so publishes.</summary>
    void Tell(HourTraffic.Kind kind);
}
