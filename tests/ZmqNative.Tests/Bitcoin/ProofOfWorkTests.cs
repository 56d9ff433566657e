using System.Globalization;
using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

public class ProofOfWorkTests
{
    [TestCase(0x1d00ffffu, "4295032833", Description = "mainnet's first: the chainwork 0x100010001 of its genesis block")]
    [TestCase(0x207fffffu, "2", Description = "regtest")]
    [TestCase(0x03000001u, "340282366920938463463374607431768211455", Description = "target 1: more than the type holds")]
    public void The_work_of_a_target_is_that_of_the_node(uint bits, string expected) =>
        Assert.That(ProofOfWork.Work(bits), Is.EqualTo(UInt128.Parse(expected, CultureInfo.InvariantCulture)));

    [TestCase(0x00000000u, false, Description = "zero")]
    [TestCase(0x01003456u, false, Description = "zero after the shift")]
    [TestCase(0x04923456u, false, Description = "negative")]
    [TestCase(0x23000001u, false, Description = "257 bits")]
    [TestCase(0x2200ffffu, false, Description = "264 bits")]
    [TestCase(0xff123456u, false, Description = "thousands of bits")]
    [TestCase(0x220000ffu, true, Description = "256 bits")]
    [TestCase(0x2100ffffu, true, Description = "256 bits")]
    [TestCase(0x03000001u, true, Description = "one")]
    public void A_target_that_is_no_number_of_256_bits_above_zero_is_met_by_nothing(uint bits, bool possible)
    {
        Assert.That(ProofOfWork.IsMet(default, bits), Is.EqualTo(possible));
        Assert.That(ProofOfWork.Work(bits) > 0, Is.EqualTo(possible));
    }

    [Test]
    public void A_hash_equal_to_the_target_meets_it_and_one_more_does_not()
    {
        // 0x1d00ffff is ffff followed by 26 zero bytes; hashes begin with their lowest byte.
        byte[] target = [.. new byte[26], 0xff, 0xff, .. new byte[4]];
        Assert.That(ProofOfWork.IsMet(new Hash256(target), 0x1d00ffff), Is.True);
        target[0] = 1;
        Assert.That(ProofOfWork.IsMet(new Hash256(target), 0x1d00ffff), Is.False);
    }
}
