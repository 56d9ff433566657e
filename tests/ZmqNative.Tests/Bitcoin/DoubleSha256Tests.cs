using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

/// <summary>Many hashes are computed in vector lanes, a single one by the base library.</summary>
public class DoubleSha256Tests
{
    [Test]
    public void One_hash_is_what_the_base_library_says_of_what_it_said([Values(0, 1, 55, 56, 64, 1000)] int length)
    {
        byte[] bytes = Random(length);
        Assert.That(DoubleSha256.Hash(bytes), Is.EqualTo(new Hash256(SHA256.HashData(SHA256.HashData(bytes)))));
    }

    [Test]
    public void Many_are_hashed_again_in_their_places([Values(0, 1, 3, 4, 5, 7, 8, 9, 16, 27)] int count)
    {
        Hash256[] hashes = Hashes(count + 1);
        Hash256[] expected = [.. hashes.Take(count).Select(hash => new Hash256(SHA256.HashData(hash.Span))), hashes[count]];
        DoubleSha256.Again(hashes.AsSpan(0, count));
        Assert.That(hashes, Is.EqualTo(expected));
    }

    [Test]
    public void Pairs_become_one_each([Values(0, 1, 3, 4, 5, 7, 8, 9, 16, 27)] int pairs)
    {
        Hash256[] hashes = Hashes(2 * pairs);
        Hash256[] expected = [.. hashes.Chunk(2).Select(pair => new Hash256(SHA256.HashData(SHA256.HashData(MemoryMarshal.AsBytes<Hash256>(pair)))))];
        DoubleSha256.HashPairs(hashes);
        Assert.That(hashes.Take(pairs), Is.EqualTo(expected));
    }

    private static Hash256[] Hashes(int count) => [.. Random(count * Hash256.Length).Chunk(Hash256.Length).Select(bytes => new Hash256(bytes))];

    private static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
