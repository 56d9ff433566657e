using System.Buffers.Binary;

namespace ZmqNative.Bitcoin;

/// <summary>
/// Reads Bitcoin's network serialisation. Errors are one sentence with the offset, the expected and
/// the found value.
/// </summary>
/// <param name="bytes">The block or transaction.</param>
/// <param name="what">"block" or "transaction", for error messages.</param>
internal ref struct SerializedReader(ReadOnlySpan<byte> bytes, string what)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _what = what;

    public int Offset { get; private set; }

    public readonly int Remaining => _bytes.Length - Offset;

    public readonly bool NextIsZero => Remaining > 0 && _bytes[Offset] == 0;

    public ReadOnlySpan<byte> Take(int length, string field)
    {
        if (length > Remaining)
        {
            throw Error(Offset, $"{field} of {length} bytes", $"the end after {Remaining}");
        }
        Offset += length;
        return _bytes.Slice(Offset - length, length);
    }

    /// <summary>
    /// Reads a CompactSize and checks it against the bytes left, so that no impossible count leads
    /// to a loop or an allocation.
    /// </summary>
    /// <param name="smallest">The length of the smallest item in bytes.</param>
    /// <param name="items">The name of the items, for error messages.</param>
    public int TakeCount(int smallest, string items)
    {
        int start = Offset;
        if (Remaining == 0)
        {
            throw Error(start, $"a number of {items}", "the end");
        }
        byte first = Take(1, items)[0];
        ulong count = first switch
        {
            < 253 => first,
            253 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, "a CompactSize")),
            254 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, "a CompactSize")),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, "a CompactSize")),
        };
        ulong smallestOfThisLength = first switch { < 253 => 0, 253 => 253, 254 => 0x1_0000, _ => 0x1_0000_0000 };
        if (count < smallestOfThisLength)
        {
            throw Error(start, $"a number of {items} in its shortest form", $"{count} in {Offset - start} bytes");
        }
        if (count > (ulong)(Remaining / smallest))
        {
            throw Error(
                start, $"no more than {Remaining / smallest} {items} in the {Remaining} bytes left", $"{count}");
        }
        return (int)count;
    }

    public int TakeCountFromOne(int smallest, string items)
    {
        int start = Offset;
        int count = TakeCount(smallest, items);
        return count > 0 ? count : throw Error(start, $"one or more {items}", "none");
    }

    /// <summary>Reads bytes that follow their length.</summary>
    public ReadOnlySpan<byte> TakeBytes(string items) => Take(TakeCount(1, items), items);

    public readonly void ExpectEnd()
    {
        if (Remaining > 0)
        {
            throw Error(Offset, $"the end of the {_what}", $"{Remaining} more bytes");
        }
    }

    public readonly InvalidDataException Error(int offset, string expected, string found) =>
        new($"byte {offset} of the {_what}: expected {expected}, found {found}.");
}
