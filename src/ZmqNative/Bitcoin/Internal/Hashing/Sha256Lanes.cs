using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Bitcoin;

/// <summary>
/// SHA-256 (FIPS 180-4) of several messages of the same length in parallel, one message per vector
/// lane: eight with AVX2, four on other processors and with NativeAOT's baseline. See README.md in
/// this folder.
/// </summary>
internal static class Sha256Lanes
{
    private const int WordsInHash = Hash256.Length / sizeof(uint);
    private const int WordsInBlock = 16;

    /// <summary>The number of messages hashed in parallel.</summary>
    public static int Count => Vector<uint>.Count;

    /// <summary>
    /// False on processors without vector instructions, where the BCL is faster.
    /// </summary>
    public static bool IsAccelerated => Vector.IsHardwareAccelerated;

    /// <summary>Replaces each hash by its SHA-256.</summary>
    /// <param name="hashes">Exactly <see cref="Count"/>.</param>
    public static void Hash(Span<Hash256> hashes)
    {
        Span<Vector<uint>> block = stackalloc Vector<uint>[WordsInBlock], state = stackalloc Vector<uint>[WordsInHash];
        Load(hashes, block[..WordsInHash]);
        HashFirstHalf(block, state);
        Store(state, hashes);
    }

    /// <summary>Computes the double SHA-256 of pairs of hashes.</summary>
    /// <param name="pairs">Exactly twice <see cref="Count"/>.</param>
    /// <param name="destination">
    /// Exactly <see cref="Count"/>; it may be the first half of the pairs.
    /// </param>
    public static void HashPairsTwice(ReadOnlySpan<Hash256> pairs, Span<Hash256> destination)
    {
        Span<Vector<uint>> block = stackalloc Vector<uint>[WordsInBlock], state = stackalloc Vector<uint>[WordsInHash];
        Load(pairs, block);
        Start(state);
        Compress(state, block);
        Pad(block, 0, 2 * Hash256.Length);
        Compress(state, block);
        state.CopyTo(block);
        HashFirstHalf(block, state);
        Store(state, destination);
    }

    /// <summary>
    /// Reads one message per lane; SHA-256's words have their most significant byte first.
    /// </summary>
    private static void Load(ReadOnlySpan<Hash256> messages, Span<Vector<uint>> words)
    {
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<Hash256, uint>(messages);
        Span<uint> to = MemoryMarshal.Cast<Vector<uint>, uint>(words);
        for (int lane = 0; lane < Count; lane++)
        {
            for (int word = 0; word < words.Length; word++)
            {
                to[(word * Count) + lane] = BinaryPrimitives.ReverseEndianness(from[(lane * words.Length) + word]);
            }
        }
    }

    private static void Store(ReadOnlySpan<Vector<uint>> state, Span<Hash256> hashes)
    {
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<Vector<uint>, uint>(state);
        Span<uint> to = MemoryMarshal.Cast<Hash256, uint>(hashes);
        for (int lane = 0; lane < Count; lane++)
        {
            for (int word = 0; word < WordsInHash; word++)
            {
                to[(lane * WordsInHash) + word] = BinaryPrimitives.ReverseEndianness(from[(word * Count) + lane]);
            }
        }
    }

    /// <summary>Hashes the 32 bytes in the first half of the block.</summary>
    private static void HashFirstHalf(Span<Vector<uint>> block, Span<Vector<uint>> state)
    {
        Pad(block, WordsInHash, Hash256.Length);
        Start(state);
        Compress(state, block);
    }

    /// <summary>
    /// Ends a message with SHA-256's padding: a one bit, zeros and the length in bits.
    /// </summary>
    private static void Pad(Span<Vector<uint>> block, int firstWord, int length)
    {
        block[firstWord..].Clear();
        block[firstWord] = new Vector<uint>(0x80000000);
        block[^1] = new Vector<uint>(8u * (uint)length);
    }

    private static void Start(Span<Vector<uint>> state)
    {
        for (int i = 0; i < WordsInHash; i++)
        {
            state[i] = new Vector<uint>(Sha256Constants.Start[i]);
        }
    }

    /// <summary>The compression function.</summary>
    /// <param name="state">The hash of the blocks before; updated.</param>
    /// <param name="block">Overwritten by the message schedule.</param>
    private static void Compress(Span<Vector<uint>> state, Span<Vector<uint>> block)
    {
        state = state[..WordsInHash];
        Vector<uint> a = state[0], b = state[1], c = state[2], d = state[3];
        Vector<uint> e = state[4], f = state[5], g = state[6], h = state[7];
        ReadOnlySpan<uint> constants = Sha256Constants.Rounds;
        for (int i = 0; i < constants.Length; i++)
        {
            ref Vector<uint> word = ref block[i % WordsInBlock];
            if (i >= WordsInBlock)
            {
                Vector<uint> near = block[(i + 1) % WordsInBlock], far = block[(i + 14) % WordsInBlock];
                word += (Rotate(near, 7) ^ Rotate(near, 18) ^ (near >>> 3)) + block[(i + 9) % WordsInBlock]
                    + (Rotate(far, 17) ^ Rotate(far, 19) ^ (far >>> 10));
            }
            Vector<uint> choice = g ^ (e & (f ^ g)), majority = (a & b) ^ (c & (a ^ b));
            Vector<uint> first = h + new Vector<uint>(constants[i]) + word + choice
                + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25));
            Vector<uint> second = majority + (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22));
            (a, b, c, d, e, f, g, h) = (first + second, a, b, c, d + first, e, f, g);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Rotate(Vector<uint> value, int right) => (value >>> right) | (value << (32 - right));
}
