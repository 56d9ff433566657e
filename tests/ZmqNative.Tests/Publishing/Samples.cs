using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Publishing;

/// <summary>Small blocks and transactions whose bytes are easy to recognise.</summary>
internal static class Samples
{
    public static Hash256 Hash(byte first)
    {
        byte[] bytes = new byte[32];
        bytes[0] = first;
        bytes[31] = 0xee;
        return new Hash256(bytes);
    }

    public static BlockIndex Index(byte first) => new(Hash(first), first);

    public static Transaction Transaction(byte first, int length = 60) => new(Hash(first), Enumerable.Repeat(first, length).ToArray());

    public static Block Block(byte first, params Transaction[] transactions) => new(Hash(first), transactions);

    public static byte[] Reversed(byte first) => [.. Hash(first).Span.ToArray().Reverse()];
}
