using ZmqNative.Bitcoin;

namespace ZmqNative.Protocol;

/// <summary>
/// The rules for the body of Core's topics. Each returns null, or the reason why a body breaks it.
/// </summary>
internal static class BodyRules
{
    // A header of 80 bytes and a count; version, two counts, and lock time.
    private const int ShortestBlock = 81;
    private const int ShortestTransaction = 10;

    internal static string? Hash(ReadOnlySpan<byte> body) =>
        body.Length == Hash256.Length ? null : "the body is not 32 bytes";

    internal static string? Block(ReadOnlySpan<byte> body) =>
        body.Length >= ShortestBlock ? null : "the body is too short for a block";

    internal static string? Transaction(ReadOnlySpan<byte> body) =>
        body.Length >= ShortestTransaction ? null : "the body is too short for a transaction";

    /// <summary>The layout is that of <see cref="SequenceBody"/>.</summary>
    internal static string? Sequence(ReadOnlySpan<byte> body) => body.Length switch
    {
        SequenceBody.BlockLength => (SequenceLabel)body[Hash256.Length]
            is SequenceLabel.BlockConnect or SequenceLabel.BlockDisconnect
                ? null : "33 bytes have a label other than C and D",
        SequenceBody.TransactionLength => (SequenceLabel)body[Hash256.Length]
            is SequenceLabel.TransactionAcceptance or SequenceLabel.TransactionRemoval
                ? null : "41 bytes have a label other than A and R",
        _ => "the body is neither 33 nor 41 bytes",
    };
}
