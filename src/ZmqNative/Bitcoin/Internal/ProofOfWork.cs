using System.Numerics;

namespace ZmqNative.Bitcoin;

/// <summary>
/// Targets in the compact form of a block header (Core: arith_uint256::SetCompact,
/// CheckProofOfWork, GetBlockProof).
/// </summary>
internal static class ProofOfWork
{
    /// <summary>Whether a hash, read as a number, is no larger than the target.</summary>
    public static bool IsMet(Hash256 hash, uint bits) =>
        Target(bits) is { } target && new BigInteger(hash.Span, isUnsigned: true) <= target;

    /// <summary>
    /// The average number of hashes that it takes to meet the target; 0 for a target that no hash
    /// meets.
    /// </summary>
    public static UInt128 Work(uint bits) =>
        Target(bits) is { } target ? UInt128.CreateSaturating(BigInteger.Pow(2, 256) / (target + 1)) : 0;

    /// <summary>The target, or null where Core sees a negative, zero or too large one.</summary>
    private static BigInteger? Target(uint bits)
    {
        int exponent = (int)(bits >> 24);
        uint mantissa = bits & 0x7fffff;
        bool negative = (bits & 0x800000) != 0;
        BigInteger target = exponent <= 3
            ? mantissa >> (8 * (3 - exponent))
            : (BigInteger)mantissa << (8 * (exponent - 3));
        return negative || target.IsZero || target.GetBitLength() > 256 ? null : target;
    }
}
