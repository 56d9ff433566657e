namespace ZmqNative.Interop.Tests;

public class CurveTests : SocketFixture
{
    [SetUp]
    public void Needs_a_libzmq_with_CURVE()
    {
        if (!ZmqLibrary.Has("curve"))
        {
            Assert.Ignore("This libzmq was built without CURVE.");
        }
    }

    [Test]
    public void Key_pairs_are_text_of_40_characters_and_each_another()
    {
        ZmqCurveKeyPair first = ZmqCurveKeyPair.Create(), second = ZmqCurveKeyPair.Create();
        string[] keys = [first.PublicKey, first.SecretKey, second.PublicKey, second.SecretKey];
        Assert.That(keys, Is.Unique.And.All.Matches("^[0-9a-zA-Z.\\-:+=^!/*?&<>()\\[\\]{}@%$#]{40}$"));
        Assert.That(first.ToString(), Is.EqualTo(first.PublicKey), "the secret key must not get into a log");
    }

    [Test]
    public void Who_knows_the_servers_key_receives()
    {
        ZmqCurveKeyPair server = ZmqCurveKeyPair.Create();
        ZmqSocket publisher = Server(server), subscriber = Client(publisher, server.PublicKey, ZmqCurveKeyPair.Create());
        using ZmqMessage part = new();
        Within.Until(() => publisher.Send("block"u8) && subscriber.TryReceive(part), "an encrypted message");
        Assert.That(part.Span.SequenceEqual("block"u8));
    }

    [Test]
    public void Who_does_not_is_turned_away()
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        EventLog events = new();
        using ZmqMonitor monitor = new(Context, publisher, events.Add);
        Protect(publisher, ZmqCurveKeyPair.Create());
        ZmqSocket stranger = Client(publisher, ZmqCurveKeyPair.Create().PublicKey, ZmqCurveKeyPair.Create());
        events.WaitFor(ZmqMonitorEventKind.HandshakeFailedProtocol);
        publisher.Send("block"u8);
        using ZmqMessage part = new();
        Assert.That(stranger.TryReceive(part), Is.False);
    }

    [TestCase("")]
    [TestCase("000000000000000000000000000000000000000")]
    public void A_key_of_another_length_is_refused_without_showing_it(string key) => Assert.That(
        () => Open(ZmqSocketType.Publish).CurveSecretKey = key,
        Throws.ArgumentException.With.Message.StartsWith($"CurveSecretKey takes 40 characters of Z85 text, not {key.Length}."));

    [Test]
    public void A_key_that_is_no_Z85_text_is_refused_without_showing_it() => Assert.That(
        () => Open(ZmqSocketType.Publish).CurveServerKey = new string('~', 40),
        Throws.TypeOf<ZmqException>().With.Message.EqualTo("set CurveServerKey: Invalid argument (EINVAL)"));

    [Test]
    public void A_secret_key_has_one_public_key()
    {
        ZmqCurveKeyPair pair = ZmqCurveKeyPair.Create();
        ZmqCurveKeyPair again = ZmqCurveKeyPair.FromSecretKey(pair.SecretKey);
        Assert.That((again.PublicKey, again.SecretKey), Is.EqualTo((pair.PublicKey, pair.SecretKey)));
    }

    [TestCase("")]
    [TestCase("00000000000000000000000000000000000000000000000000")]
    [TestCase("000000000000000000000000000000000000000é")]
    public void A_secret_key_of_another_length_is_refused(string key) =>
        Assert.That(() => ZmqCurveKeyPair.FromSecretKey(key), Throws.ArgumentException.With.Message.StartsWith("A key is 40 characters of Z85 text, not "));

    [TestCase("000000000000000000000000000000000000000~")]
    [TestCase("00000000000000000000000000000000000000é")]
    public void A_secret_key_that_is_no_Z85_text_is_refused(string key) => Assert.That(
        () => ZmqCurveKeyPair.FromSecretKey(key), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_curve_public: Invalid argument (EINVAL)"));

    /// <summary>As ASCII it would end in a question mark, which is Z85: another key.</summary>
    [Test]
    public void A_key_with_a_character_outside_ASCII_is_refused() => Assert.That(
        () => Open(ZmqSocketType.Publish).CurveServerKey = new string('0', 39) + 'é',
        Throws.TypeOf<ZmqException>().With.Message.EqualTo("set CurveServerKey: Invalid argument (EINVAL)"));

    private ZmqSocket Server(ZmqCurveKeyPair keys)
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        Protect(publisher, keys);
        return publisher;
    }

    private static void Protect(ZmqSocket publisher, ZmqCurveKeyPair keys)
    {
        publisher.CurveServer = true;
        publisher.CurveSecretKey = keys.SecretKey;
        publisher.Bind(AnyPort);
    }

    private ZmqSocket Client(ZmqSocket publisher, string serverKey, ZmqCurveKeyPair own)
    {
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        (subscriber.CurveServerKey, subscriber.CurvePublicKey, subscriber.CurveSecretKey) = (serverKey, own.PublicKey, own.SecretKey);
        subscriber.Subscribe([]);
        subscriber.Connect(publisher.LastEndpoint);
        return subscriber;
    }
}
