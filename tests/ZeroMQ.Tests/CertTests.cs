namespace ZeroMQ.Tests;

/// <summary>Keys and metadata of a certificate in memory.</summary>
public class CertTests
{
    private static readonly byte[] s_public = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] s_secret = [.. Enumerable.Range(101, 32).Select(i => (byte)i)];

    [Test]
    public void A_new_certificate_has_a_pair_of_keys_of_its_own()
    {
        ZCert one = new(), other = new();
        Assert.That(ZmqNative.Interop.ZmqCurveKeyPair.FromSecretKey(one.SecretTxt).PublicKey, Is.EqualTo(one.PublicTxt));
        Assert.That(one.PublicTxt, Is.Not.EqualTo(other.PublicTxt));
        Assert.That((one.PublicKey.Length, one.SecretKey.Length, one.MetaData.Count), Is.EqualTo((32, 32, 0)));
    }

    [Test]
    public void Keys_given_as_bytes_and_as_text_are_the_same()
    {
        ZCert bytes = new(s_public, s_secret), text = new(bytes.PublicTxt, bytes.SecretTxt);
        Assert.That((text.PublicKey, text.SecretKey), Is.EqualTo((s_public, s_secret)));
        Assert.That(bytes.PublicKey, Is.Not.SameAs(s_public));
    }

    [Test]
    public void Keys_of_another_length_are_refused()
    {
        Assert.That(() => new ZCert(s_public, new byte[31]), Throws.ArgumentException.With.Property("ParamName").EqualTo("secretKey"));
        Assert.That(() => new ZCert(null!, s_secret), Throws.ArgumentException.With.Property("ParamName").EqualTo("publicKey"));
        Assert.That(() => new ZCert(new string('0', 45), new string('0', 40)), Throws.ArgumentException);
        Assert.That(() => new ZCert(new string('0', 39), new string('0', 40)), Throws.InvalidOperationException);
        Assert.That(() => new ZCert(new string('~', 40), new string('0', 40)), Throws.TypeOf<ZException>());
    }

    [Test]
    public void Certificates_with_the_same_keys_are_equal_and_hash_alike()
    {
        ZCert one = new(s_public, s_secret), same = new(s_public, s_secret);
        same.SetMeta("name", "other");
        Assert.That(one.Equals(same) && one.Equals((object)same) && one.GetHashCode() == same.GetHashCode());
    }

    [Test]
    public void Certificates_with_another_key_are_not_equal()
    {
        ZCert one = new(s_public, s_secret);
        Assert.That(one.Equals(new ZCert(s_public, s_public)), Is.False);
        Assert.That(one.Equals(new ZCert(s_secret, s_secret)), Is.False);
        Assert.That(one.Equals(null), Is.False);
        Assert.That(one.Equals((object)"text"), Is.False);
        Assert.That(new HashSet<int>(Enumerable.Range(0, 9).Select(_ => new ZCert().GetHashCode())), Has.Count.GreaterThan(1));
    }

    [Test]
    public void Metadata_are_set_replaced_and_taken_back()
    {
        ZCert cert = new();
        cert.SetMeta("name", "one");
        cert.SetMeta("name", "two");
        cert.SetMeta("mail", "x");
        cert.UnsetMeta("mail");
        cert.UnsetMeta("never there");
        Assert.That((cert["name"], cert["mail"], cert.MetaData.Count), Is.EqualTo(("two", (string?)null, 1)));
    }

    [Test]
    public void A_duplicate_is_independent()
    {
        ZCert cert = new();
        cert.SetMeta("name", "one");
        ZCert copy = ZCert.Dup(cert);
        cert.SetMeta("name", "two");
        Assert.That((copy["name"], copy.SecretTxt), Is.EqualTo(("one", cert.SecretTxt)));
    }

    [Test]
    public void Apply_sets_both_keys_of_a_socket()
    {
        using ZContext context = new();
        using ZSocket socket = new(context, ZSocketType.PUSH);
        ZCert cert = new();
        cert.Apply(socket);
        Assert.That((socket.CurvePublicKey, socket.CurveSecretKey), Is.EqualTo((cert.PublicKey, cert.SecretKey)));
    }
}
