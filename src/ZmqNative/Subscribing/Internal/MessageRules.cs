using System.Buffers.Binary;
using ZmqNative.Protocol;

namespace ZmqNative.Subscribing;

/// <summary>Whether a message has the parts that a notification has.</summary>
internal static class MessageRules
{
    /// <summary>
    /// What is wrong with a message; null when nothing is. Messages of a topic that is not known
    /// may have any parts.
    /// </summary>
    /// <param name="topic">Its topic, if it is one that is known.</param>
    /// <param name="parts">All parts.</param>
    /// <param name="messageSequence">What <see cref="MessageSequence"/> found.</param>
    /// <param name="requiresCounter">Whether it needs one.</param>
    internal static string? WhyMalformed(
        Topic? topic, IncomingMessage parts, uint? messageSequence, bool requiresCounter = false) =>
        topic is null ? null
        : topic.WhyMalformed(parts.Count > 1 ? parts.Body.Content : []) is { } wrong ? wrong
        : parts.Count > 3 ? "there are more than three parts"
        : parts.Count == 3 && messageSequence is null ? "the counter is not 4 bytes"
        : messageSequence is null && requiresCounter ? "the counter is missing"
        : null;

    /// <summary>The third part, uint32 little-endian; null when there is none of 4 bytes.</summary>
    internal static uint? MessageSequence(IncomingMessage parts) =>
        parts.Count > 2 && parts.Counter.Content is { Length: sizeof(uint) } counter
            ? BinaryPrimitives.ReadUInt32LittleEndian(counter) : null;
}
