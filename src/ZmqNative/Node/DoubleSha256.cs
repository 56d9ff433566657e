using System.Security.Cryptography;

namespace ZmqNative.Node;

/// <summary>SHA-256 twice: what Bitcoin calls a hash.</summary>
internal static class DoubleSha256
{
    public static Hash256 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Hash256.Length];
        Span<byte> second = stackalloc byte[Hash256.Length];
        SHA256.HashData(bytes, first);
        SHA256.HashData(first, second);
        return new Hash256(second);
    }
}
