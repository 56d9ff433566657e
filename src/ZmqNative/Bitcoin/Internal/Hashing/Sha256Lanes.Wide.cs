using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Bitcoin;

/// <summary>What <see cref="Sha256Lanes"/> does, with vectors of one width.</summary>
internal static partial class Sha256Lanes<TVector, TOperations>
    where TVector : unmanaged
    where TOperations : struct, ILaneOperations<TVector>
{
    private const int WordsInHash = Hash256.Length / sizeof(uint);
    private const int WordsInBlock = PaddedMessage.BlockLength / sizeof(uint);

    private static int Count => Unsafe.SizeOf<TVector>() / sizeof(uint);

    public static void Hash(Span<Hash256> hashes)
    {
        Span<TVector> block = stackalloc TVector[WordsInBlock], state = stackalloc TVector[WordsInHash];
        LaneWords.Load<TVector>(MemoryMarshal.AsBytes(hashes), EveryNth(stackalloc int[Count], Hash256.Length), block[..WordsInHash]);
        HashHash(block, state);
        LaneWords.Store<TVector>(state, hashes);
    }

    public static void HashPairsTwice(ReadOnlySpan<byte> pairs, Span<Hash256> destination)
    {
        Span<TVector> block = stackalloc TVector[WordsInBlock], state = stackalloc TVector[WordsInHash];
        LaneWords.Load(pairs, EveryNth(stackalloc int[Count], 2 * Hash256.Length), block);
        Start(state);
        Compress(state, block);
        Pad(block, 0, 2 * Hash256.Length);
        Compress(state, block);
        state.CopyTo(block);
        HashHash(block, state);
        LaneWords.Store<TVector>(state, destination);
    }

    public static void Hash(ReadOnlySpan<byte> memory, ReadOnlySpan<PaddedMessage> messages, Span<Hash256> hashes)
    {
        Span<TVector> block = stackalloc TVector[WordsInBlock], state = stackalloc TVector[WordsInHash];
        // A lane without a message reads the same block again and again.
        Span<int> positions = stackalloc int[Count], steps = stackalloc int[Count], ends = stackalloc int[Count], numbers = stackalloc int[Count];
        positions.Clear();
        steps.Clear();
        ends.Fill(int.MaxValue);
        Span<uint> words = MemoryMarshal.Cast<TVector, uint>(state);
        int begun = 0, running = 0, row = 0;
        for (int lane = 0; ;)
        {
            for (; lane < Count; lane++)
            {
                if (ends[lane] == row)
                {
                    hashes[numbers[lane]] = ReadHash(words, lane);
                    (ends[lane], steps[lane], positions[lane]) = (int.MaxValue, 0, 0);
                    running--;
                }
                if (steps[lane] == 0 && begun < messages.Length)
                {
                    PaddedMessage message = messages[begun++];
                    (ends[lane], steps[lane], positions[lane], numbers[lane]) = (row + message.Blocks, PaddedMessage.BlockLength, message.Start, message.Number);
                    Start(words, lane);
                    running++;
                }
            }
            if (running == 0)
            {
                return;
            }
            lane = 0;
            for (int next = Least(ends); row < next; row++)
            {
                LaneWords.Load(memory, positions, block);
                Compress(state, block);
                Step(positions, steps);
            }
        }
    }

    private static int Least(ReadOnlySpan<int> numbers)
    {
        int least = int.MaxValue;
        foreach (int number in numbers)
        {
            least = Math.Min(least, number);
        }
        return least;
    }

    private static void Step(Span<int> positions, ReadOnlySpan<int> steps)
    {
        for (int lane = 0; lane < steps.Length; lane++)
        {
            positions[lane] += steps[lane];
        }
    }

    private static Span<int> EveryNth(Span<int> numbers, int n)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i * n;
        }
        return numbers;
    }

    /// <summary>Hashes what the first half of the block holds.</summary>
    private static void HashHash(Span<TVector> block, Span<TVector> state)
    {
        Pad(block, WordsInHash, Hash256.Length);
        Start(state);
        Compress(state, block);
    }

    /// <summary>Ends a message: a one, zeros, its length in bits.</summary>
    private static void Pad(Span<TVector> block, int from, int length)
    {
        block[from..].Clear();
        block[from] = TOperations.Of(0x80000000);
        block[^1] = TOperations.Of(8u * (uint)length);
    }

    private static void Start(Span<TVector> state)
    {
        for (int i = 0; i < WordsInHash; i++)
        {
            state[i] = TOperations.Of(Sha256Constants.Start[i]);
        }
    }

    private static void Start(Span<uint> words, int lane)
    {
        for (int i = 0; i < WordsInHash; i++)
        {
            words[(i * Count) + lane] = Sha256Constants.Start[i];
        }
    }

    private static Hash256 ReadHash(ReadOnlySpan<uint> words, int lane)
    {
        Span<uint> hash = stackalloc uint[WordsInHash];
        for (int i = 0; i < hash.Length; i++)
        {
            hash[i] = BinaryPrimitives.ReverseEndianness(words[(i * Count) + lane]);
        }
        return MemoryMarshal.Cast<uint, Hash256>(hash)[0];
    }
}
