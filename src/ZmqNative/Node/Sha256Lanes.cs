using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZmqNative.Node;

/// <summary>
/// SHA-256 (FIPS 180-4) of several short messages at once, a lane of a vector each: eight with AVX2, four elsewhere and ahead of time. One hash of
/// 32 bytes through the base library costs several times its arithmetic in calls to the system's library; a block has thousands.
/// </summary>
internal static class Sha256Lanes
{
    /// <summary>Messages at once.</summary>
    public static int Count => Vector<uint>.Count;

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

    /// <summary>Replaces each hash by its hash.</summary>
    /// <param name="hashes">Exactly <see cref="Count"/>.</param>
    public static void Hash(Span<Hash256> hashes)
    {
        Span<Vector<uint>> block = stackalloc Vector<uint>[WordsInBlock];
        Span<Vector<uint>> state = stackalloc Vector<uint>[WordsInHash];
        Load(MemoryMarshal.Cast<Hash256, uint>(hashes), block[..WordsInHash], WordsInHash);
        HashHash(block, state);
        Store(state, MemoryMarshal.Cast<Hash256, uint>(hashes));
    }

    /// <summary>Hashes pairs of hashes twice.</summary>
    /// <param name="pairs">Exactly twice <see cref="Count"/>.</param>
    /// <param name="destination">Exactly <see cref="Count"/>; may be the first half of the pairs.</param>
    public static void HashPairsTwice(ReadOnlySpan<Hash256> pairs, Span<Hash256> destination)
    {
        Span<Vector<uint>> block = stackalloc Vector<uint>[WordsInBlock];
        Span<Vector<uint>> state = stackalloc Vector<uint>[WordsInHash];
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
    private static void HashHash(Span<Vector<uint>> block, Span<Vector<uint>> state)
    {
        Pad(block, WordsInHash, Hash256.Length);
        Start(state);
        Compress(state, block);
    }

    /// <summary>Ends a message: a one, zeros, its length in bits.</summary>
    private static void Pad(Span<Vector<uint>> block, int from, int length)
    {
        block[from..].Clear();
        block[from] = new Vector<uint>(0x80000000);
        block[^1] = new Vector<uint>(8u * (uint)length);
    }

    private static void Start(Span<Vector<uint>> state)
    {
        for (int i = 0; i < WordsInHash; i++)
        {
            state[i] = new Vector<uint>(s_start[i]);
        }
    }

    private static void Compress(Span<Vector<uint>> state, Span<Vector<uint>> block)
    {
        Vector<uint> a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < s_constants.Length; i++)
        {
            ref Vector<uint> word = ref block[i % WordsInBlock];
            if (i >= WordsInBlock)
            {
                Vector<uint> far = block[(i + 1) % WordsInBlock], near = block[(i + 14) % WordsInBlock];
                word += (Right(far, 7) ^ Right(far, 18) ^ (far >>> 3)) + block[(i + 9) % WordsInBlock] + (Right(near, 17) ^ Right(near, 19) ^ (near >>> 10));
            }
            Vector<uint> first = h + (Right(e, 6) ^ Right(e, 11) ^ Right(e, 25)) + (g ^ (e & (f ^ g))) + new Vector<uint>(s_constants[i]) + word;
            Vector<uint> second = (Right(a, 2) ^ Right(a, 13) ^ Right(a, 22)) + ((a & b) | (c & (a | b)));
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
    private static Vector<uint> Right(Vector<uint> value, [ConstantExpected] byte bits) => Avx512F.VL.IsSupported && Count == Vector256<uint>.Count
        ? Avx512F.VL.RotateRight(value.AsVector256(), bits).AsVector()
        : (value >>> bits) | (value << (32 - bits));

    /// <summary>Turns messages side by side, most significant byte first, into words side by side.</summary>
    private static void Load(ReadOnlySpan<uint> messages, Span<Vector<uint>> words, int stride)
    {
        Span<uint> lanes = MemoryMarshal.Cast<Vector<uint>, uint>(words);
        for (int lane = 0; lane < Count; lane++)
        {
            ReadOnlySpan<uint> message = messages.Slice(lane * stride, words.Length);
            for (int i = 0; i < message.Length; i++)
            {
                lanes[(i * Count) + lane] = BinaryPrimitives.ReverseEndianness(message[i]);
            }
        }
    }

    private static void Store(ReadOnlySpan<Vector<uint>> words, Span<uint> messages)
    {
        ReadOnlySpan<uint> lanes = MemoryMarshal.Cast<Vector<uint>, uint>(words);
        for (int lane = 0; lane < Count; lane++)
        {
            Span<uint> message = messages.Slice(lane * WordsInHash, words.Length);
            for (int i = 0; i < message.Length; i++)
            {
                message[i] = BinaryPrimitives.ReverseEndianness(lanes[(i * Count) + lane]);
            }
        }
    }
}
