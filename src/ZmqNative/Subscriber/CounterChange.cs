namespace ZmqNative.Subscriber;

/// <summary>What a message sequence says beside being the next one.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Expected">The number that would have come next.</param>
/// <param name="Received">The number that came.</param>
public readonly record struct CounterChange(CounterChangeKind Kind, uint Expected, uint Received)
{
    /// <summary>How many messages are missing, across the 32-bit wrap; 0 unless it is a gap.</summary>
    public uint Lost => Kind == CounterChangeKind.Gap ? unchecked(Received - Expected) : 0;
}
