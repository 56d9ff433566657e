using System.Buffers.Binary;

namespace ZmqNative.Fuzz;

/// <summary>Several values in one input.</summary>
internal static class Input
{
    private const byte FormFeed = 0x0c;

    /// <summary>Parts of bytes, each behind its length of 16 bits; the last may be cut short.</summary>
    internal static List<byte[]> Parts(ReadOnlySpan<byte> input, int most)
    {
        List<byte[]> parts = [];
        while (input.Length >= sizeof(ushort) && parts.Count < most)
        {
            int length = Math.Min(
                BinaryPrimitives.ReadUInt16LittleEndian(input), input.Length - sizeof(ushort));
            parts.Add(input.Slice(sizeof(ushort), length).ToArray());
            input = input[(sizeof(ushort) + length)..];
        }
        return parts;
    }

    /// <summary>The inverse of <see cref="Parts"/>.</summary>
    internal static byte[] Join(params IEnumerable<byte[]> parts) =>
        [.. parts.SelectMany(part => (byte[])[(byte)part.Length, (byte)(part.Length >> 8), .. part])];

    /// <summary>Texts with a form feed between them; those that are missing are empty.</summary>
    internal static byte[][] Sections(byte[] input, int count)
    {
        byte[][] sections = [.. Enumerable.Repeat(Array.Empty<byte>(), count)];
        int start = 0;
        for (int i = 0; i < count && start <= input.Length; i++)
        {
            int end = i == count - 1 ? -1 : Array.IndexOf(input, FormFeed, start);
            sections[i] = end < 0 ? input[start..] : input[start..end];
            start = end < 0 ? input.Length + 1 : end + 1;
        }
        return sections;
    }

    /// <summary>The inverse of <see cref="Sections"/>.</summary>
    internal static byte[] Separate(params byte[][] sections) =>
        [.. sections.SelectMany((section, i) => i == 0 ? section : [FormFeed, .. section])];
}
