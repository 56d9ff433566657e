using System.Buffers.Binary;
using System.Text.Json;

namespace ZmqNative.Tests.Bitcoin;

/// <summary>The blocks in tests/data/blocks and what expected.json says of them.</summary>
internal static class RealBlocks
{
    public const string WithoutSegwit = "mainnet-300025.raw";
    public const string WithSegwit = "mainnet-0000000000000000001602407ac49862a7bca9d00f7f402db20b7be2f5de59d2.raw";
    public const string Testnet = "testnet3-928828.raw";
    public const string ManyMainnet = "mainnet-1-255.blk.dat";

    public static JsonElement Expected(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Blocks, "expected.json")));
        return document.RootElement.EnumerateArray().Single(row => row.GetProperty("file").GetString() == file).Clone();
    }

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(TestData.Blocks, file));

    /// <summary>Mainnet blocks 1 to 255.</summary>
    public static List<ReadOnlyMemory<byte>> ReadMany()
    {
        ReadOnlyMemory<byte> file = Read(ManyMainnet);
        var blocks = new List<ReadOnlyMemory<byte>>();
        while (!file.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.Span[4..]);
            blocks.Add(file.Slice(8, length));
            file = file[(8 + length)..];
        }
        return blocks;
    }
}
