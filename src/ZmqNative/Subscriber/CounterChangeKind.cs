namespace ZmqNative.Subscriber;

/// <summary>How a message sequence follows the one before.</summary>
public enum CounterChangeKind
{
    /// <summary>It is the first one, or the next one.</summary>
    None,

    /// <summary>It jumped forward: messages were lost.</summary>
    Gap,

    /// <summary>It is the same again: one notifier type is bound to the address twice, or a publisher with one message was restarted.</summary>
    Duplicate,

    /// <summary>It went back: the publisher was restarted.</summary>
    Restarted,
}
