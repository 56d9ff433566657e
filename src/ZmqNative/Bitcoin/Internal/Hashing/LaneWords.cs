using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ZmqNative.Bitcoin;

/// <summary>Turns messages into words side by side and back, four words of four lanes at a time: one by one costs half as much as the hashing.</summary>
internal static class LaneWords
{
    private const int Four = 4;

    /// <summary>Reads words, most significant byte first.</summary>
    /// <param name="memory">Of all lanes.</param>
    /// <param name="positions">Where each lane reads.</param>
    /// <param name="words">How many words; a multiple of four.</param>
    public static void Load<TVector>(ReadOnlySpan<byte> memory, ReadOnlySpan<int> positions, Span<TVector> words)
        where TVector : unmanaged
    {
        int length = words.Length * sizeof(uint), fours = positions.Length / Four;
        Span<Vector128<uint>> rows = MemoryMarshal.Cast<TVector, Vector128<uint>>(words);
        for (int four = 0; four < fours; four++)
        {
            ReadOnlySpan<int> starts = positions.Slice(four * Four, Four);
            ReadOnlySpan<Vector128<byte>> first = Slice(memory, starts[0], length), second = Slice(memory, starts[1], length), third = Slice(memory, starts[2], length), fourth = Slice(memory, starts[3], length);
            int to = four;
            for (int i = 0; i < first.Length && i < second.Length && i < third.Length && i < fourth.Length; i++)
            {
                Vector128<uint> a = Reversed(first[i]), b = Reversed(second[i]), c = Reversed(third[i]), d = Reversed(fourth[i]);
                Transpose(ref a, ref b, ref c, ref d);
                rows[to] = a;
                rows[to += fours] = b;
                rows[to += fours] = c;
                rows[to += fours] = d;
                to += fours;
            }
        }
    }

    /// <summary>Writes a hash per lane, most significant byte first.</summary>
    public static void Store<TVector>(ReadOnlySpan<TVector> words, Span<Hash256> hashes)
        where TVector : unmanaged
    {
        int fours = Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<Vector128<uint>>();
        ReadOnlySpan<Vector128<uint>> rows = MemoryMarshal.Cast<TVector, Vector128<uint>>(words);
        Span<Vector128<byte>> halves = MemoryMarshal.Cast<Hash256, Vector128<byte>>(hashes);
        for (int four = 0; four < fours; four++)
        {
            for (int half = 0; half < 2; half++)
            {
                int from = (half * Four * fours) + four, to = (four * Four * 2) + half;
                Vector128<uint> a = rows[from], b = rows[from + fours], c = rows[from + (2 * fours)], d = rows[from + (3 * fours)];
                Transpose(ref a, ref b, ref c, ref d);
                halves[to] = Reversed(a.AsByte()).AsByte();
                halves[to + 2] = Reversed(b.AsByte()).AsByte();
                halves[to + 4] = Reversed(c.AsByte()).AsByte();
                halves[to + 6] = Reversed(d.AsByte()).AsByte();
            }
        }
    }

    private static ReadOnlySpan<Vector128<byte>> Slice(ReadOnlySpan<byte> memory, int start, int length) => MemoryMarshal.Cast<byte, Vector128<byte>>(memory.Slice(start, length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Reversed(Vector128<byte> words) =>
        Vector128.Shuffle(words, Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        Vector128<uint> first = Low(a, c), second = Low(b, d), third = High(a, c), fourth = High(b, d);
        a = Low(first, second);
        b = High(first, second);
        c = Low(third, fourth);
        d = High(third, fourth);
    }

    /// <summary>The lower halves, a word of each in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Low(Vector128<uint> even, Vector128<uint> odd) => Sse2.IsSupported ? Sse2.UnpackLow(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(even, odd)
        : Vector128.Create(even[0], odd[0], even[1], odd[1]);

    /// <summary>The upper halves, a word of each in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> High(Vector128<uint> even, Vector128<uint> odd) => Sse2.IsSupported ? Sse2.UnpackHigh(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(even, odd)
        : Vector128.Create(even[2], odd[2], even[3], odd[3]);
}
