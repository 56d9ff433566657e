using System.Buffers.Binary;
using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

/// <summary>A folder with block files as a node writes them, gone at the end of the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public const uint Regtest = 0xfabfb5da;
    public const uint Mainnet = 0xf9beb4d9;

    public string Path { get; } = Directory.CreateTempSubdirectory("zmqnative-").FullName;

    /// <summary>Magic, length and block, one after the other.</summary>
    public static byte[] Frame(uint magic, params IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        using var file = new MemoryStream();
        Span<byte> frame = stackalloc byte[8];
        foreach (ReadOnlyMemory<byte> block in blocks)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame, magic);
            BinaryPrimitives.WriteInt32LittleEndian(frame[4..], block.Length);
            file.Write(frame);
            file.Write(block.Span);
        }
        return file.ToArray();
    }

    public static byte[] Xor(byte[] bytes, byte[] key) => [.. bytes.Select((b, i) => (byte)(b ^ key[i % key.Length]))];

    public string Write(string name, byte[] bytes)
    {
        string file = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>The block files of a recorded session, unpacked, with their key.</summary>
    public static TempFolder FromTrace(string scenario)
    {
        var folder = new TempFolder();
        foreach (string file in Directory.GetFiles(System.IO.Path.Combine(TestData.Trace(scenario), "blocks")))
        {
            string name = System.IO.Path.GetFileName(file);
            using Stream source = name.EndsWith(".gz", StringComparison.Ordinal) ? TraceRows.Unzip(file) : File.OpenRead(file);
            using FileStream target = File.Create(System.IO.Path.Combine(folder.Path, name.Replace(".gz", "", StringComparison.Ordinal)));
            source.CopyTo(target);
        }
        return folder;
    }

    public BlockFiles Open() => BlockFiles.Open(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
