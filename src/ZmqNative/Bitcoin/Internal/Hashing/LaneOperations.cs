using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ZmqNative.Bitcoin;

/// <summary>What SHA-256 needs of a vector of words: <see cref="Sha256Lanes"/> is written once for all widths.</summary>
internal interface ILaneOperations<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether all words of the state and of a block stay in registers: there are 32, and rotating needs none.</summary>
    static abstract bool HoldsAll { get; }

    static abstract TVector Of(uint word);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector And(TVector left, TVector right);

    static abstract TVector Xor(TVector left, TVector right);

    static abstract TVector Shift(TVector value, [ConstantExpected] byte right);

    static abstract TVector Rotate(TVector value, [ConstantExpected] byte right);
}

/// <summary>Sixteen lanes, with AVX-512: as fast as eight on processors that have it in full width.</summary>
internal readonly struct SixteenLanes : ILaneOperations<Vector512<uint>>
{
    public static bool HoldsAll => true;

    public static Vector512<uint> Of(uint word) => Vector512.Create(word);

    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    public static Vector512<uint> And(Vector512<uint> left, Vector512<uint> right) => left & right;

    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Shift(Vector512<uint> value, [ConstantExpected] byte right) => value >>> right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Rotate(Vector512<uint> value, [ConstantExpected] byte right) =>
        Avx512F.IsSupported ? Avx512F.RotateRight(value, right) : (value >>> right) | (value << (32 - right));
}

/// <summary>As many lanes as the platform's usual vector has: eight with AVX2, four elsewhere and ahead of time.</summary>
internal readonly struct UsualLanes : ILaneOperations<Vector<uint>>
{
    public static bool HoldsAll => Avx512F.VL.IsSupported;

    public static Vector<uint> Of(uint word) => new(word);

    public static Vector<uint> Add(Vector<uint> left, Vector<uint> right) => left + right;

    public static Vector<uint> And(Vector<uint> left, Vector<uint> right) => left & right;

    public static Vector<uint> Xor(Vector<uint> left, Vector<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Shift(Vector<uint> value, [ConstantExpected] byte right) => value >>> right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Rotate(Vector<uint> value, [ConstantExpected] byte right) => Avx512F.VL.IsSupported && Vector<uint>.Count == Vector256<uint>.Count
        ? Avx512F.VL.RotateRight(value.AsVector256(), right).AsVector()
        : (value >>> right) | (value << (32 - right));
}
