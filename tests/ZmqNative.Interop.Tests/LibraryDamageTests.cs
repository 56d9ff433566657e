using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>Whatever a file holds, there is a verdict, never an exception.</summary>
public class LibraryDamageTests
{
    private const int Seed = 20240517;

    private string _folder = null!;
    private string _path = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("damage").FullName;
        _path = Path.Combine(_folder, "libzmq");
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Any_byte_of_a_header_may_be_wrong([Values("ELF", "ELF of 32 bits", "PE", "Mach-O", "libzmq")] string kind)
    {
        (byte[] file, LibraryTarget target) = Sample(kind);
        for (int at = 0; at < 256; at++)
        {
            foreach (byte flipped in (byte[])[0x01, 0x80, 0xFF])
            {
                Look(LibrarySamples.With(file, at, (byte)(file[at] ^ flipped)), target);
            }
        }
    }

    [Test]
    public void Many_bytes_may_be_wrong([Values("ELF", "ELF of 32 bits", "PE", "Mach-O", "libzmq")] string kind)
    {
        (byte[] file, LibraryTarget target) = Sample(kind);
        Random random = new(Seed);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. file.AsSpan(0, random.Next(4, file.Length + 1))];
            for (int changes = random.Next(1, 20); changes > 0; changes--)
            {
                // The magic stays, or most files would be turned away at the door.
                damaged[random.Next(Math.Min(4, damaged.Length - 1), Math.Min(512, damaged.Length))] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            Look(damaged, target);
        }
    }

    [Test]
    public void A_file_may_end_anywhere([Values("ELF", "ELF of 32 bits", "PE", "Mach-O", "libzmq")] string kind)
    {
        (byte[] file, LibraryTarget target) = Sample(kind);
        for (int length = 0; length < Math.Min(file.Length, LibrarySamples.Length); length++)
        {
            Assert.That(Look(file[..length], target), Is.EqualTo("is cut short").Or.EqualTo("is no shared library"), $"{length} bytes");
        }
    }

    /// <summary>What dlopen maps, and then dies of. Only what follows the last segment, which is never mapped, may be missing.</summary>
    [Test]
    [Platform("Linux")]
    public void The_real_libzmq_may_end_anywhere_in_its_segments()
    {
        File.Copy(ZmqLibrary.Path, _path);
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Random random = new(Seed);
        for (long length = EndOfSegments(File.ReadAllBytes(_path)) - 1; length > 0; length -= random.Next(1, 8000))
        {
            file.SetLength(length);
            Assert.That(LibraryFile.WhyNot(_path), Is.EqualTo("is cut short").Or.EqualTo("is no shared library"), $"{length} bytes");
        }
    }

    private static (byte[] File, LibraryTarget Target) Sample(string kind)
    {
        LibraryTarget linux = new(LibraryTarget.Linux, Architecture.X64, Musl: false);
        return kind switch
        {
            "ELF" => (LibrarySamples.Elf(), linux),
            "ELF of 32 bits" => (LibrarySamples.Elf(3, wide: false), linux with { Architecture = Architecture.X86 }),
            "PE" => (LibrarySamples.Pe(), linux with { System = LibraryTarget.Windows }),
            "Mach-O" => (LibrarySamples.MachO(), linux with { System = LibraryTarget.MacOS }),
            _ when ZmqLibrary.Path.Length > 0 => (File.ReadAllBytes(ZmqLibrary.Path)[..4096], LibraryTarget.Current),
            _ => throw new IgnoreException("The system does not tell where libzmq lies."),
        };
    }

    private static long EndOfSegments(byte[] file)
    {
        Assume.That(file[4], Is.EqualTo(2), "64 bits");
        int table = (int)BitConverter.ToUInt64(file, 32), count = BitConverter.ToUInt16(file, 56);
        return Enumerable.Range(0, count).Select(i => table + (56 * i)).Where(at => BitConverter.ToUInt32(file, at) == 1)
            .Max(at => BitConverter.ToInt64(file, at + 8) + BitConverter.ToInt64(file, at + 32));
    }

    private string? Look(byte[] content, LibraryTarget target)
    {
        File.WriteAllBytes(_path, content);
        return LibraryFile.WhyNot(_path, target);
    }
}
