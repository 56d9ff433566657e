using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Chain;

/// <summary>A block that can be parsed; its transactions spend nothing that exists.</summary>
internal sealed class FollowBlock
{
    private static int s_last;

    internal FollowBlock(FollowBlock? previous, IEnumerable<Transaction> transactions)
    {
        Transactions = [.. transactions];
        Transaction[] all = [NewTransaction(), .. Transactions];
        byte[] header = new byte[80];
        (previous?.Hash ?? default).Span.CopyTo(header.AsSpan(4));
        MerkleRoot([.. all.Select(transaction => transaction.Id.Span.ToArray())]).CopyTo(header, 36);
        (Previous, Height, Hash) = (previous?.Hash, previous?.Height + 1 ?? 0, new Hash256(Twice(header)));
        Raw = [.. header, (byte)all.Length, .. all.SelectMany(transaction => transaction.Raw.ToArray())];
    }

    internal Hash256 Hash { get; }

    internal Hash256? Previous { get; }

    internal int Height { get; }

    /// <summary>Without the coinbase.</summary>
    internal Transaction[] Transactions { get; }

    internal byte[] Raw { get; }

    /// <summary>A transaction unlike all others.</summary>
    internal static Transaction NewTransaction()
    {
        byte[] raw = new byte[60];
        // One input without a script, one output without a script, and a lock time that no other has.
        (raw[0], raw[4], raw[46]) = (2, 1, 1);
        BitConverter.TryWriteBytes(raw.AsSpan(56), Interlocked.Increment(ref s_last));
        return Transaction.Parse(raw);
    }

    private static byte[] MerkleRoot(List<byte[]> level)
    {
        while (level.Count > 1)
        {
            level = [.. level.Chunk(2).Select(pair => Twice([.. pair[0], .. pair[^1]]))];
        }
        return level[0];
    }

    private static byte[] Twice(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes));
}
