using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Miner;

/// <summary>A part of the nonce range as a task: the header, the zero bits, the first nonce.</summary>
internal static class NonceRange
{
    // Half a second of one processor.
    private const int Count = 1 << 20;

    /// <summary>All parts, in order.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> All(ReadOnlySpan<byte> header, int zeroBits)
    {
        byte[] task = [.. header, (byte)zeroBits, 0, 0, 0, 0];
        return Enumerable.Range(0, (int)((1L << 32) / Count)).Select(part =>
        {
            byte[] copy = [.. task];
            BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(BlockTemplate.HeaderLength + 1), (uint)(part * (long)Count));
            return (ReadOnlyMemory<byte>)copy;
        });
    }

    /// <summary>The nonce that a part begins with.</summary>
    internal static uint First(ReadOnlyMemory<byte> task) =>
        BinaryPrimitives.ReadUInt32LittleEndian(task.Span[(BlockTemplate.HeaderLength + 1)..]);

    /// <summary>The first nonce of a part with which the hash is low enough; nothing if there is none.</summary>
    internal static ReadOnlyMemory<byte> Search(ReadOnlyMemory<byte> task, CancellationToken cancellationToken)
    {
        Span<byte> header = stackalloc byte[BlockTemplate.HeaderLength], hash = stackalloc byte[SHA256.HashSizeInBytes];
        task.Span[..header.Length].CopyTo(header);
        int zeroBits = task.Span[header.Length];
        uint first = First(task);
        for (uint i = 0; i < Count; i++)
        {
            if (i % 0x4000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            BinaryPrimitives.WriteUInt32LittleEndian(header[BlockTemplate.NonceOffset..], first + i);
            _ = SHA256.HashData(header, hash);
            _ = SHA256.HashData(hash, hash);
            // The last bytes are the highest of the number.
            if (BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64LittleEndian(hash[24..])) >= zeroBits)
            {
                return header[BlockTemplate.NonceOffset..].ToArray();
            }
        }
        return default;
    }
}
