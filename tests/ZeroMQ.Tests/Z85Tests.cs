using System.Text;

namespace ZeroMQ.Tests;

/// <summary>The example of RFC 32 in every form, and what is refused.</summary>
public class Z85Tests
{
    private const string Text = "HelloWorld";

    private static readonly byte[] s_bytes = [0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b];
    private static readonly byte[] s_text = Encoding.ASCII.GetBytes(Text);

    // Text that is not Z85, in five characters each.
    private static readonly string[] s_bad = ["Hell~", "#####", "Hell é", "é\u0000\u0000\u0000\u0000", "    \"", "ééééé", "€€€€€"];

    [Test]
    public void Bytes_become_the_text_of_the_specification()
    {
        Assert.That(Z85.Encode(s_bytes), Is.EqualTo(s_text));
        Assert.That(s_bytes.ToZ85Encoded(), Is.EqualTo(s_text));
    }

    [Test]
    public void The_text_of_the_specification_becomes_bytes()
    {
        Assert.That(Z85.Decode(s_text), Is.EqualTo(s_bytes));
        Assert.That(s_text.ToZ85Decoded(), Is.EqualTo(s_bytes));
        Assert.That(Z85.DecodeBytes(Text, Encoding.ASCII), Is.EqualTo(s_bytes));
        Assert.That(Text.ToZ85DecodedBytes(), Is.EqualTo(s_bytes));
        Assert.That(Text.ToZ85DecodedBytes(Encoding.UTF8), Is.EqualTo(s_bytes));
    }

    [Test]
    public void A_string_stands_for_its_UTF8_bytes()
    {
        const string plain = "Zoë";
        byte[] text = Z85.Encode(Encoding.UTF8.GetBytes(plain));
        string encoded = Encoding.ASCII.GetString(text);
        Assert.That((Z85.Encode(plain), plain.ToZ85Encoded()), Is.EqualTo((encoded, encoded)));
        Assert.That(Z85.EncodeBytes(plain), Is.EqualTo(text));
        Assert.That(plain.ToZ85EncodedBytes(), Is.EqualTo(text));
        Assert.That((Z85.Decode(encoded), encoded.ToZ85Decoded()), Is.EqualTo((plain, plain)));
    }

    [Test]
    public void A_string_stands_for_the_bytes_of_another_encoding_if_that_is_given()
    {
        const string plain = "ab";
        byte[] text = Z85.Encode([97, 0, 98, 0]);
        string encoded = Encoding.ASCII.GetString(text);
        Encoding utf16 = Encoding.Unicode;
        Assert.That((Z85.Encode(plain, utf16), plain.ToZ85Encoded(utf16)), Is.EqualTo((encoded, encoded)));
        Assert.That(Z85.EncodeBytes(plain, utf16), Is.EqualTo(text));
        Assert.That(plain.ToZ85EncodedBytes(utf16), Is.EqualTo(text));
        Assert.That((Z85.Decode(encoded, utf16), encoded.ToZ85Decoded(utf16)), Is.EqualTo((plain, plain)));
    }

    [Test]
    public void Nothing_gives_nothing() =>
        Assert.That((Z85.Encode(Array.Empty<byte>()), Z85.Decode(Array.Empty<byte>()), Z85.Encode(""), Z85.Decode("")), Is.EqualTo((Array.Empty<byte>(), Array.Empty<byte>(), "", "")));

    [Test]
    public void A_wrong_length_is_refused([Values(1, 6, 42)] int length)
    {
        Assert.That(() => Z85.Encode(new byte[length]), Throws.InvalidOperationException);
        Assert.That(() => Z85.Decode(new string('0', length)), Throws.InvalidOperationException);
        Assert.That(() => Z85.Decode(new byte[length]), Throws.InvalidOperationException);
    }

    [TestCaseSource(nameof(s_bad))]
    public void Text_that_is_not_Z85_is_refused(string text)
    {
        Assert.That(() => Z85.Decode(text[..5]), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
        Assert.That(() => Z85.Decode(Encoding.Latin1.GetBytes(text[..5].Replace('€', '\xff'))), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL));
    }

    [Test]
    public void A_pair_of_keys_is_text_and_belongs_together()
    {
        Z85.CurveKeypair(out byte[] publicKey, out byte[] secretKey);
        Assert.That((publicKey.Length, Z85.Decode(publicKey).Length), Is.EqualTo((40, ZSocket.BinaryKeySize)));
        ZmqNative.Interop.ZmqCurveKeyPair same = ZmqNative.Interop.ZmqCurveKeyPair.FromSecretKey(Encoding.ASCII.GetString(secretKey));
        Assert.That(Encoding.ASCII.GetString(publicKey), Is.EqualTo(same.PublicKey));
    }
}
