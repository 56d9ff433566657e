using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Libraries of Linux and similar systems. Offsets and names are those of elf.h.</summary>
internal static class LibraryElf
{
    private const int EiClass = 4;
    private const int EiData = 5;
    private const int EType = 16;
    private const int EMachine = 18;
    private const byte Class64 = 2;
    private const byte BigEndian = 2;
    private const ushort EtDyn = 3;
    private const uint PtLoad = 1;

    internal static string? WhyNot(LibraryBytes file, LibraryTarget target)
    {
        if (file.Read(0, 20) is not { } start)
        {
            return LibraryFile.Cut;
        }
        bool big = start[EiData] == BigEndian;
        ushort machine = U16(start, EMachine, big);
        if (target.WhyNot(Processor(machine), machine) is { } reason)
        {
            return reason;
        }
        return U16(start, EType, big) != EtDyn ? LibraryFile.NoLibrary
            : WhyNotSegments(file, start[EiClass] == Class64, big) ?? WhyNotLibc(file, target.Musl);
    }

    private static string? WhyNotSegments(LibraryBytes file, bool wide, bool big)
    {
        if (file.Read(0, wide ? 64u : 52u) is not { } header)
        {
            return LibraryFile.Cut;
        }
        ulong table = wide ? U64(header, 32, big) : U32(header, 28, big);
        int size = U16(header, wide ? 54 : 42, big), count = U16(header, wide ? 56 : 44, big);
        if (size != (wide ? 56 : 32) || count == 0)
        {
            return LibraryFile.NoLibrary;
        }
        if (file.Read(table, (ulong)(size * count)) is not { } segments)
        {
            return LibraryFile.Cut;
        }
        bool loads = false;
        for (int at = 0; at < segments.Length; at += size)
        {
            if (U32(segments, at, big) != PtLoad)
            {
                continue;
            }
            loads = true;
            ulong offset = wide ? U64(segments, at + 8, big) : U32(segments, at + 4, big);
            ulong length = wide ? U64(segments, at + 32, big) : U32(segments, at + 16, big);
            if (!file.Has(offset, length))
            {
                return LibraryFile.Cut;
            }
        }
        return loads ? null : LibraryFile.NoLibrary;
    }

    /// <summary>
    /// A library for the other C library may load, if a file of that name happens to exist on the
    /// system, and crash later. Searching for the name is enough: the names of needed libraries are
    /// zero-terminated text, never compressed, and a libzmq has no other reason to contain either.
    /// Alpine's musl is called libc.musl-x86_64.so.1, everybody else's libc.so.
    /// </summary>
    private static string? WhyNotLibc(LibraryBytes file, bool musl) =>
        musl && file.Contains("libc.so.6\0"u8) ? "is built for glibc, but this system has musl"
        : !musl && (file.Contains("libc.musl-"u8) || file.Contains("\0libc.so\0"u8))
            ? "is built for musl, but this system has glibc"
        : null;

    private static Architecture? Processor(ushort machine) => machine switch
    {
        3 => Architecture.X86,
        21 => Architecture.Ppc64le,
        22 => Architecture.S390x,
        40 => Architecture.Arm,
        62 => Architecture.X64,
        183 => Architecture.Arm64,
        243 => Architecture.RiscV64,
        258 => Architecture.LoongArch64,
        _ => null,
    };

    private static ushort U16(ReadOnlySpan<byte> bytes, int at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at, bool big) =>
        big ? BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
