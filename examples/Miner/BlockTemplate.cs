using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Miner;

/// <summary>A block of the node's template, complete but for the nonce (BIP 22, 34, 141).</summary>
internal static class BlockTemplate
{
    internal const int HeaderLength = 80;
    internal const int NonceOffset = 76;

    internal static byte[] Build(JsonElement template)
    {
        JsonElement[] transactions = [.. template.GetProperty("transactions").EnumerateArray()];
        byte[] coinbase = Coinbase(template);
        List<byte[]> tree =
        [
            Twice(coinbase), .. transactions.Select(one => Reversed(one.GetProperty("txid").GetString()!)),
        ];
        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, template.GetProperty("version").GetInt32());
        Reversed(template.GetProperty("previousblockhash").GetString()!).CopyTo(header, 4);
        Root(tree).CopyTo(header, 36);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), template.GetProperty("curtime").GetUInt32());
        Reversed(template.GetProperty("bits").GetString()!).CopyTo(header, 72);
        return
        [
            .. header,
            .. Count(tree.Count),
            .. WithWitness(coinbase),
            .. transactions.SelectMany(one => Convert.FromHexString(one.GetProperty("data").GetString()!)),
        ];
    }

    internal static string Hash(byte[] block) =>
        Convert.ToHexStringLower([.. Twice(block.AsSpan(0, HeaderLength)).Reverse()]);

    // The height, then the reward to whoever wants it, then the commitment to the witnesses.
    private static byte[] Coinbase(JsonElement template)
    {
        byte[] height = new byte[sizeof(int)], reward = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt32LittleEndian(height, template.GetProperty("height").GetInt32());
        BinaryPrimitives.WriteInt64LittleEndian(reward, template.GetProperty("coinbasevalue").GetInt64());
        byte[] commitment = Convert.FromHexString(template.GetProperty("default_witness_commitment").GetString()!);
        const byte AnyoneCanSpend = 0x51;
        return
        [
            2, 0, 0, 0, 1, .. new byte[32], 255, 255, 255, 255,
            .. Script(template.GetProperty("height").GetInt32(), height), 255, 255, 255, 255,
            2, .. reward, 1, AnyoneCanSpend, .. new byte[8], (byte)commitment.Length, .. commitment,
            0, 0, 0, 0,
        ];
    }

    // As bitcoind writes numbers in scripts: 1 to 16 are opcodes, and a last byte from 0x80 on would
    // be a sign. A script of two bytes is the shortest that a coinbase may have.
    private static byte[] Script(int height, byte[] bytes)
    {
        const byte Op0 = 0, OpBefore1 = 0x50;
        if (height <= 16)
        {
            return [2, (byte)(OpBefore1 + height), Op0];
        }
        int length = height switch { < 0x80 => 1, < 0x8000 => 2, < 0x80_0000 => 3, _ => 4 };
        return [(byte)(length + 2), (byte)length, .. bytes[..length], Op0];
    }

    private static byte[] WithWitness(byte[] coinbase) =>
        [.. coinbase[..4], 0, 1, .. coinbase[4..^4], 1, 32, .. new byte[32], .. coinbase[^4..]];

    private static byte[] Root(List<byte[]> hashes)
    {
        while (hashes.Count > 1)
        {
            if (hashes.Count % 2 == 1)
            {
                hashes.Add(hashes[^1]);
            }
            hashes = [.. hashes.Chunk(2).Select(pair => Twice([.. pair[0], .. pair[1]]))];
        }
        return hashes[0];
    }

    private static byte[] Count(int count) =>
        count < 253 ? [(byte)count] : [253, (byte)count, (byte)(count >> 8)];

    private static byte[] Twice(ReadOnlySpan<byte> bytes) => SHA256.HashData(SHA256.HashData(bytes));

    private static byte[] Reversed(string hex) => [.. Convert.FromHexString(hex).Reverse()];
}
