namespace ZmqNative.NodeTests.Parity;

/// <summary>What a stranger says to a publisher, and for how much he waits; what the publisher says is for the test to compare.</summary>
/// <param name="Name">What is special.</param>
/// <param name="End">How it ends.</param>
/// <param name="Steps">What is said, and how many bytes are awaited before the next; before the first, 10 are.</param>
internal sealed record Conversation(string Name, Conversation.Ending End, params (byte[] Say, int Await)[] Steps)
{
    /// <summary>The first part of a publisher's greeting, which it says unasked.</summary>
    internal const int Signature = 10;

    /// <summary>How a conversation ends.</summary>
    internal enum Ending
    {
        /// <summary>The publisher closes.</summary>
        Closes,

        /// <summary>The publisher waits for more; when it hears that nothing more comes, it closes.</summary>
        Waits,

        /// <summary>The publisher answers a PING, and goes on publishing.</summary>
        Publishes,
    }

    public override string ToString() => Name;
}
