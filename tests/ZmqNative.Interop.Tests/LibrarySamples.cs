using System.Buffers.Binary;

namespace ZmqNative.Interop.Tests;

/// <summary>The smallest files that pass for shared libraries, so that every system's can be looked into on any.</summary>
internal static class LibrarySamples
{
    internal const int Length = 1000;

    /// <summary>One segment that is the whole file.</summary>
    internal static byte[] Elf(ushort machine = 62, bool wide = true, bool big = false, ushort type = 3)
    {
        byte[] file = new byte[Length];
        "\u007fELF"u8.CopyTo(file);
        file[4] = (byte)(wide ? 2 : 1);
        file[5] = (byte)(big ? 2 : 1);
        int table = wide ? 64 : 52;
        U16(16, type);
        U16(18, machine);
        if (wide)
        {
            U64(32, (ulong)table);
            U64(table + 32, Length);
        }
        else
        {
            U32(28, (uint)table);
            U32(table + 16, Length);
        }
        U16(wide ? 54 : 42, (ushort)(wide ? 56 : 32));
        U16(wide ? 56 : 44, 1);
        U32(table, 1);
        return file;

        void U16(int at, ushort value) => Put(at, sizeof(ushort), value);
        void U32(int at, uint value) => Put(at, sizeof(uint), value);
        void U64(int at, ulong value) => Put(at, sizeof(ulong), value);
        void Put(int at, int size, ulong value)
        {
            for (int i = 0; i < size; i++)
            {
                file[big ? at + size - 1 - i : at + i] = (byte)(value >> (8 * i));
            }
        }
    }

    /// <summary>One section that reaches to the end of the file.</summary>
    internal static byte[] Pe(ushort machine = 0x8664, ushort flags = 0x2000)
    {
        const int Header = 128, Optional = 240, Section = Header + 24 + Optional, Data = 512;
        byte[] file = new byte[Length];
        "MZ"u8.CopyTo(file);
        "PE\0\0"u8.CopyTo(file.AsSpan(Header));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x3C), Header);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Header + 4), machine);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Header + 6), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Header + 20), Optional);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Header + 22), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Section + 16), Length - Data);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Section + 20), Data);
        return file;
    }

    /// <summary>Two commands: one that is no segment, and a segment that is the whole file.</summary>
    internal static byte[] MachO(uint processor = 0x01000007, uint type = 6)
    {
        uint[] words = [0xFEEDFACF, processor, 0, type, 2, 16 + 72, 0, 0, /* LC_ID_DYLIB */ 0x0D, 16, 0, 0, /* LC_SEGMENT_64 */ 0x19, 72];
        byte[] file = new byte[Length];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(i * sizeof(uint)), words[i]);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32 + 16 + 48), Length);
        return file;
    }

    internal static byte[] With(byte[] file, int at, params ReadOnlySpan<byte> bytes)
    {
        byte[] changed = [.. file];
        bytes.CopyTo(changed.AsSpan(at));
        return changed;
    }
}
