using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Libraries of Windows. Offsets and names are those of Microsoft's PE format.</summary>
internal static class LibraryPe
{
    private const int PointerToHeader = 0x3C;
    private const int HeaderSize = 24;
    private const int SectionSize = 40;
    private const ushort Dll = 0x2000;

    internal static string? WhyNot(LibraryBytes file, LibraryTarget target)
    {
        if (file.Read(PointerToHeader, sizeof(uint)) is not { } pointer)
        {
            return LibraryFile.NoLibrary; // Any text may begin with MZ.
        }
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(pointer);
        if (file.Read(start, HeaderSize) is not { } header)
        {
            return LibraryFile.NoLibrary;
        }
        ushort flags = U16(header, 22), machine = U16(header, 4);
        return !header.AsSpan().StartsWith("PE\0\0"u8) || (flags & Dll) == 0 ? LibraryFile.NoLibrary
            : target.WhyNot(LibraryTarget.Windows) ?? target.WhyNot(Processor(machine), machine)
            ?? WhyNotSections(file, (ulong)start + HeaderSize + U16(header, 20), U16(header, 6));
    }

    private static string? WhyNotSections(LibraryBytes file, ulong table, int count)
    {
        if (file.Read(table, (ulong)(count * SectionSize)) is not { } sections)
        {
            return LibraryFile.Cut;
        }
        for (int at = 0; at < sections.Length; at += SectionSize)
        {
            uint size = U32(sections, at + 16), offset = U32(sections, at + 20);
            if (size != 0 && !file.Has(offset, size))
            {
                return LibraryFile.Cut;
            }
        }
        return sections.Length == 0 ? LibraryFile.NoLibrary : null;
    }

    private static Architecture? Processor(ushort machine) => machine switch
    {
        0x014C => Architecture.X86,
        0x01C4 => Architecture.Arm,
        0x8664 => Architecture.X64,
        0xAA64 => Architecture.Arm64,
        _ => null,
    };

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
