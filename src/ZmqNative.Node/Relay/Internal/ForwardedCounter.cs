namespace ZmqNative.Node.Relay;

/// <summary>
/// The message sequences of a notifier that forwards a node's messages: the node's own, while
/// nothing else is published.
/// </summary>
/// <remarks>
/// Messages of repaired blocks are counted on from the last message, and so take the places of
/// messages that were lost. What the node sends next keeps its message sequence: the places that
/// are still free are the loss that subscribers see. Where more was published than was lost, what
/// the node sends is shifted behind it, until the node restarts.
/// </remarks>
/// <param name="first">The message sequence of the first message to be published.</param>
internal sealed class ForwardedCounter(uint first)
{
    // The node's next message sequence; null before its first message.
    private uint? _due;

    /// <summary>What is added to the node's message sequences.</summary>
    internal uint Shift { get; private set; }

    /// <summary>The message sequence with which a message of the node is published.</summary>
    /// <param name="counter">The node's.</param>
    /// <param name="next">The one behind the last message that was published.</param>
    internal uint Place(uint counter, uint next)
    {
        unchecked
        {
            if (counter < _due)
            {
                // The node was restarted, and subscribers have to see a step back.
                Shift = Shift == 0 || counter + 1 < next ? 0 : 0 - counter;
            }
            else if (_due is null ? next != first : (int)(counter + Shift - next) < 0)
            {
                Shift = next - (_due ?? counter);
            }
            _due = counter + 1;
            return counter + Shift;
        }
    }
}
