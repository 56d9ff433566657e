using System.Text;

namespace ZmqNative.Protocol;

/// <summary>Tells Core's topics apart.</summary>
internal static class TopicKinds
{
    internal static TopicKind Of(string topic) => Of(Encoding.Latin1.GetBytes(topic));

    internal static TopicKind Of(ReadOnlySpan<byte> topic) =>
        topic.SequenceEqual("hashblock"u8) ? TopicKind.HashBlock
        : topic.SequenceEqual("hashtx"u8) ? TopicKind.HashTransaction
        : topic.SequenceEqual("rawblock"u8) ? TopicKind.RawBlock
        : topic.SequenceEqual("rawtx"u8) ? TopicKind.RawTransaction
        : topic.SequenceEqual("sequence"u8) ? TopicKind.Sequence
        : TopicKind.Other;
}
