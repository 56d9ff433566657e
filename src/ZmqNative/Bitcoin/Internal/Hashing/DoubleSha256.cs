using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ZmqNative.Bitcoin;

/// <summary>Double SHA-256, Bitcoin's hash. See README.md in this folder.</summary>
internal static class DoubleSha256
{
    // Reusing one object per thread costs about 100 ns less per hash than SHA256.HashData.
    [ThreadStatic]
    private static IncrementalHash? t_sha256;

    // Most transactions are shorter; a larger copy would have more to clear.
    private const int CopyUpTo = 512;

    /// <summary>The hash of one message.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> bytes) => Once(Once(bytes).Span);

    /// <summary>The first of the two rounds, over a message in up to three parts.</summary>
    public static Hash256 Once(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default, ReadOnlySpan<byte> third = default)
    {
        IncrementalHash sha256 = t_sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int length = first.Length + second.Length + third.Length;
        if (length == first.Length)
        {
            sha256.AppendData(first);
        }
        else if (length <= CopyUpTo)
        {
            // A copy costs less than two further calls.
            Span<byte> copy = stackalloc byte[CopyUpTo];
            first.CopyTo(copy);
            second.CopyTo(copy[first.Length..]);
            third.CopyTo(copy[(first.Length + second.Length)..]);
            sha256.AppendData(copy[..length]);
        }
        else
        {
            sha256.AppendData(first);
            sha256.AppendData(second);
            sha256.AppendData(third);
        }
        Span<byte> hash = stackalloc byte[Hash256.Length];
        sha256.GetHashAndReset(hash);
        return new Hash256(hash);
    }

    /// <summary>The second round, for many results of the first; each is replaced.</summary>
    public static void Again(Span<Hash256> hashes)
    {
        int done = 0;
        if (Sha256Lanes.IsAccelerated)
        {
            for (; done + Sha256Lanes.Count <= hashes.Length; done += Sha256Lanes.Count)
            {
                Sha256Lanes.Hash(hashes.Slice(done, Sha256Lanes.Count));
            }
        }
        for (; done < hashes.Length; done++)
        {
            hashes[done] = Once(hashes[done].Span);
        }
    }

    /// <summary>Hashes pairs of neighbours; the results replace the first half.</summary>
    /// <param name="hashes">An even number.</param>
    public static void HashPairs(Span<Hash256> hashes)
    {
        int done = 0, pairs = hashes.Length / 2;
        if (Sha256Lanes.IsAccelerated)
        {
            for (; done + Sha256Lanes.Count <= pairs; done += Sha256Lanes.Count)
            {
                Sha256Lanes.HashPairsTwice(
                    hashes.Slice(2 * done, 2 * Sha256Lanes.Count), hashes.Slice(done, Sha256Lanes.Count));
            }
        }
        for (; done < pairs; done++)
        {
            hashes[done] = Hash(MemoryMarshal.AsBytes(hashes.Slice(2 * done, 2)));
        }
    }
}
