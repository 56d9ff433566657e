namespace ZmqNative.Protocol;

/// <summary>Which of Core's topics a message has: compared once for each topic, not for each message.</summary>
internal enum TopicKind : byte
{
    Other,
    HashBlock,
    HashTransaction,
    RawBlock,
    RawTransaction,
    Sequence,
}
