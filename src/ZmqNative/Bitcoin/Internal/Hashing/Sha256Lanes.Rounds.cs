using System.Runtime.CompilerServices;

namespace ZmqNative.Bitcoin;

/// <content>The compression function.</content>
internal static partial class Sha256Lanes<TVector, TOperations>
{
    /// <param name="state">Goes on from the blocks before.</param>
    /// <param name="block">Overwritten.</param>
    private static void Compress(Span<TVector> state, Span<TVector> block)
    {
        if (TOperations.HoldsAll)
        {
            CompressInRegisters(state, block);
        }
        else
        {
            CompressInMemory(state, block);
        }
    }

    private static void CompressInMemory(Span<TVector> state, Span<TVector> block)
    {
        state = state[..WordsInHash];
        TVector a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        ReadOnlySpan<uint> constants = Sha256Constants.Rounds;
        for (int i = 0; i < constants.Length; i++)
        {
            ref TVector word = ref block[i % WordsInBlock];
            if (i >= WordsInBlock)
            {
                word = Next(word, block[(i + 1) % WordsInBlock], block[(i + 9) % WordsInBlock], block[(i + 14) % WordsInBlock]);
            }
            Round(a, b, c, ref d, e, f, g, ref h, word, constants[i]);
            (a, b, c, d, e, f, g, h) = (h, a, b, c, d, e, f, g);
        }
        Add(state, a, b, c, d, e, f, g, h);
    }

    /// <remarks>Written out with a variable for each word: a quarter faster where there are registers for them, two and a half times slower where not.</remarks>
    private static void CompressInRegisters(Span<TVector> state, ReadOnlySpan<TVector> block)
    {
        state = state[..WordsInHash];
        block = block[..WordsInBlock];
        TVector a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        TVector w0 = block[0], w1 = block[1], w2 = block[2], w3 = block[3], w4 = block[4], w5 = block[5], w6 = block[6], w7 = block[7];
        TVector w8 = block[8], w9 = block[9], w10 = block[10], w11 = block[11], w12 = block[12], w13 = block[13], w14 = block[14], w15 = block[15];
        for (ReadOnlySpan<uint> rest = Sha256Constants.Rounds; ;)
        {
            ReadOnlySpan<uint> k = rest[..WordsInBlock];
            Round(a, b, c, ref d, e, f, g, ref h, w0, k[0]);
            Round(h, a, b, ref c, d, e, f, ref g, w1, k[1]);
            Round(g, h, a, ref b, c, d, e, ref f, w2, k[2]);
            Round(f, g, h, ref a, b, c, d, ref e, w3, k[3]);
            Round(e, f, g, ref h, a, b, c, ref d, w4, k[4]);
            Round(d, e, f, ref g, h, a, b, ref c, w5, k[5]);
            Round(c, d, e, ref f, g, h, a, ref b, w6, k[6]);
            Round(b, c, d, ref e, f, g, h, ref a, w7, k[7]);
            Round(a, b, c, ref d, e, f, g, ref h, w8, k[8]);
            Round(h, a, b, ref c, d, e, f, ref g, w9, k[9]);
            Round(g, h, a, ref b, c, d, e, ref f, w10, k[10]);
            Round(f, g, h, ref a, b, c, d, ref e, w11, k[11]);
            Round(e, f, g, ref h, a, b, c, ref d, w12, k[12]);
            Round(d, e, f, ref g, h, a, b, ref c, w13, k[13]);
            Round(c, d, e, ref f, g, h, a, ref b, w14, k[14]);
            Round(b, c, d, ref e, f, g, h, ref a, w15, k[15]);
            rest = rest[WordsInBlock..];
            if (rest.IsEmpty)
            {
                break;
            }
            w0 = Next(w0, w1, w9, w14);
            w1 = Next(w1, w2, w10, w15);
            w2 = Next(w2, w3, w11, w0);
            w3 = Next(w3, w4, w12, w1);
            w4 = Next(w4, w5, w13, w2);
            w5 = Next(w5, w6, w14, w3);
            w6 = Next(w6, w7, w15, w4);
            w7 = Next(w7, w8, w0, w5);
            w8 = Next(w8, w9, w1, w6);
            w9 = Next(w9, w10, w2, w7);
            w10 = Next(w10, w11, w3, w8);
            w11 = Next(w11, w12, w4, w9);
            w12 = Next(w12, w13, w5, w10);
            w13 = Next(w13, w14, w6, w11);
            w14 = Next(w14, w15, w7, w12);
            w15 = Next(w15, w0, w8, w13);
        }
        Add(state, a, b, c, d, e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<TVector> state, TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, TVector g, TVector h)
    {
        state[0] = TOperations.Add(state[0], a);
        state[1] = TOperations.Add(state[1], b);
        state[2] = TOperations.Add(state[2], c);
        state[3] = TOperations.Add(state[3], d);
        state[4] = TOperations.Add(state[4], e);
        state[5] = TOperations.Add(state[5], f);
        state[6] = TOperations.Add(state[6], g);
        state[7] = TOperations.Add(state[7], h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TVector a, TVector b, TVector c, ref TVector d, TVector e, TVector f, TVector g, ref TVector h, TVector word, uint constant)
    {
        TVector choice = TOperations.Xor(g, TOperations.And(e, TOperations.Xor(f, g)));
        TVector majority = TOperations.Xor(TOperations.And(a, b), TOperations.And(c, TOperations.Xor(a, b)));
        TVector ofE = Xor(TOperations.Rotate(e, 6), TOperations.Rotate(e, 11), TOperations.Rotate(e, 25));
        TVector ofA = Xor(TOperations.Rotate(a, 2), TOperations.Rotate(a, 13), TOperations.Rotate(a, 22));
        TVector first = TOperations.Add(TOperations.Add(TOperations.Add(h, TOperations.Add(TOperations.Of(constant), word)), ofE), choice);
        d = TOperations.Add(d, first);
        h = TOperations.Add(TOperations.Add(first, ofA), majority);
    }

    /// <summary>The word sixteen rounds later, from that one, the next, the ninth and the fourteenth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Next(TVector word, TVector next, TVector ninth, TVector fourteenth)
    {
        TVector near = Xor(TOperations.Rotate(next, 7), TOperations.Rotate(next, 18), TOperations.Shift(next, 3));
        TVector far = Xor(TOperations.Rotate(fourteenth, 17), TOperations.Rotate(fourteenth, 19), TOperations.Shift(fourteenth, 10));
        return TOperations.Add(TOperations.Add(word, near), TOperations.Add(ninth, far));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Xor(TVector first, TVector second, TVector third) => TOperations.Xor(TOperations.Xor(first, second), third);
}
