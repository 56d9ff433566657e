using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

public class Hash256Tests
{
    private const string Display = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Test]
    public void The_display_form_is_the_bytes_last_first()
    {
        Hash256 hash = Hash256.Parse(Display);
        byte[] reversed = new byte[40];
        hash.CopyReversedTo(reversed);

        Assert.Multiple(() =>
        {
            Assert.That(hash.ToString(), Is.EqualTo(Display));
            Assert.That(hash.Span[0], Is.EqualTo(0x1f));
            Assert.That(Convert.ToHexStringLower(reversed), Is.EqualTo(Display + "0000000000000000"));
            Assert.That(hash, Is.EqualTo(new Hash256(hash.Span)));
            Assert.That(hash == default, Is.False);
            Assert.That(hash != default, Is.True);
        });
    }

    [TestCase("")]
    [TestCase("0102")]
    [TestCase(Display + "00")]
    [TestCase("0g0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    public void Anything_but_64_hexadecimal_digits_is_no_hash(string text)
    {
        Assert.That(Hash256.TryParse(text, out Hash256 hash), Is.False);
        Assert.That(hash, Is.EqualTo(default(Hash256)));
        Assert.That(() => Hash256.Parse(text), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void Anything_but_32_bytes_is_no_hash() => Assert.That(() => new Hash256(new byte[31]), Throws.ArgumentException);
}
