using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Bitcoin;

/// <summary>
/// A 256-bit hash (block hash, txid or wtxid): 32 bytes in the order SHA-256 wrote them (Core:
/// uint256).
/// </summary>
/// <remarks>
/// The wire and the display form have the bytes in reversed order: see <see cref="ToString"/> and
/// <see cref="CopyReversedTo"/>.
/// </remarks>
public readonly struct Hash256 : IEquatable<Hash256>
{
    /// <summary>The length in bytes: 32.</summary>
    public const int Length = 32;

    private readonly Bytes _bytes;

    /// <summary>
    /// Copies 32 bytes in internal order, the order in which SHA-256 writes them.
    /// </summary>
    /// <param name="internalOrder">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Hash256(ReadOnlySpan<byte> internalOrder)
    {
        if (internalOrder.Length != Length)
        {
            throw new ArgumentException(
                $"A hash has {Length} bytes, not {internalOrder.Length}.", nameof(internalOrder));
        }
        internalOrder.CopyTo(_bytes);
    }

    /// <summary>The 32 bytes in internal order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Reads the display form: 64 hexadecimal digits, last byte first.</summary>
    /// <exception cref="FormatException">The text does not have 64 hexadecimal digits.</exception>
    public static Hash256 Parse(ReadOnlySpan<char> display) =>
        TryParse(display, out Hash256 hash)
            ? hash
            : throw new FormatException($"A hash has 64 hexadecimal digits: '{display}'.");

    /// <summary>Reads the display form; false when it is not 64 hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> display, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        hash = default;
        if (display.Length != 2 * Length
            || Convert.FromHexString(display, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }
        bytes.Reverse();
        hash = new Hash256(bytes);
        return true;
    }

    /// <summary>
    /// Writes the 32 bytes in reversed order: the order of the wire, of RPC and of block explorers.
    /// </summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void CopyReversedTo(Span<byte> destination) => CopyReversed(Span, destination);

    /// <summary>Reads 32 bytes in reversed order, the order of the wire.</summary>
    /// <param name="reversed">At least 32 bytes.</param>
    /// <param name="hash">Receives the hash; written once, without a copy.</param>
    internal static void ReadReversed(ReadOnlySpan<byte> reversed, out Hash256 hash)
    {
        Unsafe.SkipInit(out hash);
        CopyReversed(reversed, MemoryMarshal.AsBytes(new Span<Hash256>(ref hash)));
    }

    // Four words are faster than one shuffle of 32 bytes: NativeAOT's baseline has no such
    // instruction and emits a helper call, and a wide load stalls on bytes that were just written
    // by narrower stores.
    private static void CopyReversed(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from = from[..Length];
        to = to[..Length];
        ulong first = BinaryPrimitives.ReadUInt64BigEndian(from);
        ulong second = BinaryPrimitives.ReadUInt64BigEndian(from[8..]);
        BinaryPrimitives.WriteUInt64LittleEndian(to, BinaryPrimitives.ReadUInt64BigEndian(from[24..]));
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], BinaryPrimitives.ReadUInt64BigEndian(from[16..]));
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], second);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], first);
    }

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span);

    /// <summary>The display form: 64 lower-case hexadecimal digits, last byte first.</summary>
    public override string ToString()
    {
        Span<byte> reversed = stackalloc byte[Length];
        CopyReversedTo(reversed);
        return Convert.ToHexStringLower(reversed);
    }

    /// <summary>Whether both hold the same 32 bytes.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether the 32 bytes differ.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
