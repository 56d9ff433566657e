using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZmqNative.Node;

/// <summary>
/// SHA-256 (FIPS 180-4) of eight short messages at once, a lane of a vector each. One hash of 32 bytes through the base library costs several times
/// its arithmetic in calls to the system's library; a block has thousands.
/// </summary>
internal static class Sha256Lanes
{
    public const int Count = 8;

    private const int WordsInHash = Hash256.Length / sizeof(uint);
    private const int WordsInBlock = 16;

    private static readonly uint[] s_start = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Replaces each of eight hashes by its hash.</summary>
    /// <param name="hashes">Exactly eight.</param>
    public static void Hash(Span<Hash256> hashes)
    {
        Span<Vector256<uint>> block = stackalloc Vector256<uint>[WordsInBlock];
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[WordsInHash];
        Load(MemoryMarshal.Cast<Hash256, uint>(hashes), block[..WordsInHash], WordsInHash);
        HashHash(block, state);
        Store(state, MemoryMarshal.Cast<Hash256, uint>(hashes));
    }

    /// <summary>Hashes eight pairs of hashes twice.</summary>
    /// <param name="pairs">Exactly sixteen.</param>
    /// <param name="destination">Exactly eight; may be the first eight of the pairs.</param>
    public static void HashPairsTwice(ReadOnlySpan<Hash256> pairs, Span<Hash256> destination)
    {
        Span<Vector256<uint>> block = stackalloc Vector256<uint>[WordsInBlock];
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[WordsInHash];
        Load(MemoryMarshal.Cast<Hash256, uint>(pairs), block, WordsInBlock);
        Start(state);
        Compress(state, block);
        Pad(block, 0, 2 * Hash256.Length);
        Compress(state, block);
        state.CopyTo(block);
        HashHash(block, state);
        Store(state, MemoryMarshal.Cast<Hash256, uint>(destination));
    }

    /// <summary>Hashes what the first half of the block holds.</summary>
    private static void HashHash(Span<Vector256<uint>> block, Span<Vector256<uint>> state)
    {
        Pad(block, WordsInHash, Hash256.Length);
        Start(state);
        Compress(state, block);
    }

    /// <summary>Ends a message: a one, zeros, its length in bits.</summary>
    private static void Pad(Span<Vector256<uint>> block, int from, int length)
    {
        block[from..].Clear();
        block[from] = Vector256.Create(0x80000000);
        block[^1] = Vector256.Create(8u * (uint)length);
    }

    private static void Start(Span<Vector256<uint>> state)
    {
        for (int i = 0; i < WordsInHash; i++)
        {
            state[i] = Vector256.Create(s_start[i]);
        }
    }

    private static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> block)
    {
        Vector256<uint> a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < s_constants.Length; i++)
        {
            ref Vector256<uint> word = ref block[i % WordsInBlock];
            if (i >= WordsInBlock)
            {
                Vector256<uint> far = block[(i + 1) % WordsInBlock], near = block[(i + 14) % WordsInBlock];
                word += (Right(far, 7) ^ Right(far, 18) ^ (far >>> 3)) + block[(i + 9) % WordsInBlock] + (Right(near, 17) ^ Right(near, 19) ^ (near >>> 10));
            }
            Vector256<uint> first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + (g ^ (e & (f ^ g))) + Vector256.Create(s_constants[i]) + word;
            Vector256<uint> second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) | (c & (a | b)));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
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
    private static Vector256<uint> Right(Vector256<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(value, bits) : (value >>> bits) | (value << (32 - bits));

    /// <summary>Turns messages side by side into words side by side, most significant byte first.</summary>
    private static void Load(ReadOnlySpan<uint> messages, Span<Vector256<uint>> words, int stride)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Reverse(Vector256.Create(
                messages[i], messages[stride + i], messages[(2 * stride) + i], messages[(3 * stride) + i],
                messages[(4 * stride) + i], messages[(5 * stride) + i], messages[(6 * stride) + i], messages[(7 * stride) + i]));
        }
    }

    private static void Store(ReadOnlySpan<Vector256<uint>> words, Span<uint> messages)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Vector256<uint> word = Reverse(words[i]);
            for (int lane = 0; lane < Count; lane++)
            {
                messages[(lane * WordsInHash) + i] = word[lane];
            }
        }
    }

    private static Vector256<uint> Reverse(Vector256<uint> words) => Vector256.Shuffle(words.AsByte(), Vector256.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28)).AsUInt32();
}
