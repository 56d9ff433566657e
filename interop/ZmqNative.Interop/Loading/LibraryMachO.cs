using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Libraries of macOS for one processor with 64 bits. Offsets and names are
/// those of mach-o/loader.h.
/// </summary>
internal static class LibraryMachO
{
    private const int HeaderSize = 32;
    private const int SegmentCommandSize = 72;
    private const uint MhDylib = 6;
    private const uint MhBundle = 8;
    private const uint LcSegment64 = 0x19;

    internal static string? WhyNot(LibraryBytes file, LibraryTarget target)
    {
        if (file.Read(0, HeaderSize) is not { } header)
        {
            return LibraryFile.Cut;
        }
        uint processor = U32(header, 4);
        return target.WhyNot(Processor(processor), processor)
            ?? (U32(header, 12) is not (MhDylib or MhBundle) ? LibraryFile.NoLibrary
            : file.Read(HeaderSize, U32(header, 20)) is { } commands ? WhyNotSegments(file, commands)
            : LibraryFile.Cut);
    }

    private static string? WhyNotSegments(LibraryBytes file, ReadOnlySpan<byte> commands)
    {
        bool loads = false;
        while (commands.Length >= 8)
        {
            uint kind = U32(commands, 0), size = U32(commands, 4);
            if (size < 8 || size > commands.Length || (kind == LcSegment64 && size < SegmentCommandSize))
            {
                return LibraryFile.NoLibrary;
            }
            if (kind == LcSegment64)
            {
                loads = true;
                if (!file.Has(U64(commands, 40), U64(commands, 48)))
                {
                    return LibraryFile.Cut;
                }
            }
            commands = commands[(int)size..];
        }
        return loads ? null : LibraryFile.NoLibrary;
    }

    private static Architecture? Processor(uint type) => type switch
    {
        0x01000007 => Architecture.X64,
        0x0100000C => Architecture.Arm64,
        _ => null,
    };

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
