using ZmqNative.Messages;

namespace ZmqNative.Subscriber;

/// <summary>Follows the message sequences of each address and topic. Not thread-safe.</summary>
public sealed class CounterTracker
{
    private readonly Dictionary<(string Source, string Topic), uint> _last = [];

    /// <summary>Takes note of a message and says what its number reveals.</summary>
    /// <param name="message">The message; one without a number reveals nothing.</param>
    public CounterChange Observe(NotificationMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.MessageSequence is not uint received)
        {
            return default;
        }
        bool known = _last.TryGetValue((message.Source, message.Topic), out uint last);
        _last[(message.Source, message.Topic)] = received;
        uint expected = unchecked(last + 1);
        CounterChangeKind kind = !known || received == expected ? CounterChangeKind.None
            : received == last ? CounterChangeKind.Duplicate
            // Half the range ahead is a gap, also across the wrap; anything further is behind.
            : unchecked(received - expected) < int.MaxValue ? CounterChangeKind.Gap
            : CounterChangeKind.Restarted;
        return new CounterChange(kind, expected, received);
    }
}
