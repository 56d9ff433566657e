using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZmqNative.Bitcoin;

/// <summary>
/// SHA-256 (FIPS 180-4) of several messages at once, a lane of a vector each: sixteen with AVX-512, eight with AVX2, four elsewhere and ahead of time. One hash of
/// 32 bytes through the base library costs several times its arithmetic in calls to the system's library; a block has thousands.
/// </summary>
internal static class Sha256Lanes
{
    /// <summary>Messages at once.</summary>
    public static int Count => Vector512.IsHardwareAccelerated ? Vector512<uint>.Count : Vector<uint>.Count;

    /// <summary>Whether there are vectors: without, everything here is slow.</summary>
    public static bool IsAccelerated => Vector.IsHardwareAccelerated;

    /// <summary>Replaces each hash by its hash.</summary>
    /// <param name="hashes">Exactly <see cref="Count"/>.</param>
    public static void Hash(Span<Hash256> hashes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sha256Lanes<Vector512<uint>, SixteenLanes>.Hash(hashes);
        }
        else
        {
            Sha256Lanes<Vector<uint>, UsualLanes>.Hash(hashes);
        }
    }

    /// <summary>Hashes pairs of hashes twice.</summary>
    /// <param name="pairs">Exactly twice <see cref="Count"/>.</param>
    /// <param name="destination">Exactly <see cref="Count"/>; may be the first half of the pairs.</param>
    public static void HashPairsTwice(ReadOnlySpan<Hash256> pairs, Span<Hash256> destination)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sha256Lanes<Vector512<uint>, SixteenLanes>.HashPairsTwice(MemoryMarshal.AsBytes(pairs), destination);
        }
        else
        {
            Sha256Lanes<Vector<uint>, UsualLanes>.HashPairsTwice(MemoryMarshal.AsBytes(pairs), destination);
        }
    }

    /// <summary>Hashes any number of messages of any lengths: a lane that has ended takes the next, so the longest should come first.</summary>
    /// <param name="memory">Where the messages lie.</param>
    /// <param name="messages">Which, each padded by <see cref="PaddedMessage.Pad"/>.</param>
    /// <param name="hashes">For the hashes, at <see cref="PaddedMessage.Number"/>.</param>
    public static void Hash(ReadOnlySpan<byte> memory, ReadOnlySpan<PaddedMessage> messages, Span<Hash256> hashes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sha256Lanes<Vector512<uint>, SixteenLanes>.Hash(memory, messages, hashes);
        }
        else
        {
            Sha256Lanes<Vector<uint>, UsualLanes>.Hash(memory, messages, hashes);
        }
    }
}
