using System.Buffers.Binary;
using ZmqNative.Bitcoin;
using ZmqNative.Subscribing;

namespace ZmqNative.Protocol;

/// <summary>What messages of Core's topics look like, for telling malformed ones; other topics may look as they like.</summary>
internal static class MessageRules
{
    // A header of 80 bytes and a count; version, two counts, and lock time.
    private const int ShortestBlock = 81;
    private const int ShortestTransaction = 10;

    /// <summary>What is wrong with a message; null when nothing is.</summary>
    /// <param name="kind">Of its topic.</param>
    /// <param name="parts">All parts.</param>
    /// <param name="messageSequence">What <see cref="MessageSequence"/> found.</param>
    internal static string? WhyMalformed(TopicKind kind, MessageParts parts, uint? messageSequence)
    {
        if (kind == TopicKind.Other)
        {
            return null;
        }
        int length = parts.Count > 1 ? parts.Body.Length : -1;
        string? wrong = kind switch
        {
            TopicKind.HashBlock or TopicKind.HashTransaction => length == Hash256.Length ? null : "the body is not 32 bytes",
            TopicKind.RawBlock => length >= ShortestBlock ? null : "the body is too short for a block",
            TopicKind.RawTransaction => length >= ShortestTransaction ? null : "the body is too short for a transaction",
            _ => WhyNoSequence(parts, length),
        };
        return wrong
            ?? (parts.Count > 3 ? "there are more than three parts"
            : parts.Count == 3 && messageSequence is null ? "the counter is not 4 bytes"
            : null);
    }

    /// <summary>The third part, uint32 little-endian; null when there is none of 4 bytes.</summary>
    internal static uint? MessageSequence(MessageParts parts) =>
        parts.Count > 2 && parts.Counter.Span is { Length: sizeof(uint) } counter ? BinaryPrimitives.ReadUInt32LittleEndian(counter) : null;

    // The layout is that of SequenceBody.
    private static string? WhyNoSequence(MessageParts parts, int length) => length switch
    {
        SequenceBody.BlockLength => (SequenceLabel)parts.Body.Span[Hash256.Length] is SequenceLabel.BlockConnect or SequenceLabel.BlockDisconnect
            ? null : "33 bytes have a label other than C and D",
        SequenceBody.TransactionLength => (SequenceLabel)parts.Body.Span[Hash256.Length] is SequenceLabel.TransactionAcceptance or SequenceLabel.TransactionRemoval
            ? null : "41 bytes have a label other than A and R",
        _ => "the body is neither 33 nor 41 bytes",
    };
}
