using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ZmqNative.IntegrationTests;

/// <summary>A folder with block files as a node writes them, of real blocks that were mined again for the easiest target.</summary>
internal sealed class BlockFolder : IDisposable
{
    private const int HeaderLength = 80;
    private static readonly byte[] s_key = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly TempFolder _folder = new();
    private readonly List<MemoryStream> _files = [new()];

    /// <summary>The raw blocks of the test data, the smallest first.</summary>
    internal static byte[][] Real { get; } =
        [.. Directory.GetFiles(TestData.Blocks, "*.raw").Select(File.ReadAllBytes).OrderBy(block => block.Length)];

    internal string Path => _folder.Child(".");

    internal static string HashOf(ReadOnlySpan<byte> block) => Convert.ToHexStringLower([.. Hash(block).Reverse()]);

    /// <summary>The block on top of another: what its header says of its transactions stays true.</summary>
    internal static byte[] Mine(byte[] block, byte[]? previous, byte salt = 0)
    {
        byte[] mined = [.. block];
        (previous is null ? new byte[32] : Hash(previous)).CopyTo(mined, 4);
        mined[68] = salt;
        BinaryPrimitives.WriteUInt32LittleEndian(mined.AsSpan(72), 0x207fffff);
        for (uint nonce = 0; nonce == 0 || Hash(mined)[31] >= 0x7f; nonce++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(mined.AsSpan(76), nonce);
        }
        return mined;
    }

    /// <summary>A chain of small and large blocks, the first without a parent.</summary>
    internal static List<byte[]> MineChain(int count, byte[]? previous = null, byte salt = 0)
    {
        List<byte[]> chain = [];
        for (int i = 0; i < count; i++)
        {
            chain.Add(previous = Mine(Real[i % Real.Length], previous, salt));
        }
        return chain;
    }

    /// <summary>The number of transactions of one of <see cref="Real"/>, which has from 253 to 65535 or fewer.</summary>
    internal static int Transactions(ReadOnlySpan<byte> block) =>
        block[HeaderLength] < 253 ? block[HeaderLength] : BinaryPrimitives.ReadUInt16LittleEndian(block[(HeaderLength + 1)..]);

    internal void NextFile() => _files.Add(new MemoryStream());

    /// <summary>Appends a block to the last file.</summary>
    /// <returns>Where it is: <c>blk00000.dat, offset 8</c>.</returns>
    internal string Add(ReadOnlySpan<byte> block, int? length = null)
    {
        MemoryStream file = _files[^1];
        Span<byte> frame = [0xfa, 0xbf, 0xb5, 0xda, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], length ?? block.Length);
        file.Write(frame);
        long offset = file.Position;
        file.Write(block);
        return $"blk{_files.Count - 1:d5}.dat, offset {offset}";
    }

    internal BlockFolder Write()
    {
        _folder.Write("xor.dat", s_key);
        foreach ((int number, MemoryStream file) in _files.Index())
        {
            _folder.Write($"blk{number:d5}.dat", [.. file.ToArray().Select((one, i) => (byte)(one ^ s_key[i % s_key.Length]))]);
        }
        return this;
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Hash(ReadOnlySpan<byte> block) => SHA256.HashData(SHA256.HashData(block[..HeaderLength]));
}
