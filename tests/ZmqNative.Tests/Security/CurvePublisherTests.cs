using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>A publisher with CURVE: whom it lets in, whom it drops, and what it refuses at start.</summary>
public sealed class CurvePublisherTests : CurvePublisherFixture
{
    [Test]
    public void A_key_that_was_taken_off_is_refused_at_the_next_handshake()
    {
        Assert.That(ReceivedByInvited(), Is.Not.Zero);
        File.Delete(Path.Combine(Allowed, "invited.key"));
        using TestStream stream = new(InvitedOptions());
        Assert.That(ReasonOf(stream), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(Log.Texts, Has.Some.StartsWith("Refused a client from 127.0.0.1 by CURVE: the key "));
    }

    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("unix:PATH")]
    [Platform(Exclude = "Win", Reason = "A unix socket.")]
    public void A_key_that_is_revoked_now_loses_its_connection_and_others_connect_again(string address)
    {
        address = address.Replace("PATH", Path.Combine(Folder.Path, "socket"), StringComparison.Ordinal);
        string other = NewPair("other");
        File.Copy(Path.Combine(Folder.Path, "other.key"), Path.Combine(Allowed, "other.key"));
        using NotificationInterface publisher = Start(
            new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, Log, address, revokeNow: true);
        string endpoint = publisher.GetBoundEndpoint(address);
        using TestStream revoked = new(InvitedOptions("invited", endpoint)), kept = new(InvitedOptions("other", endpoint));
        _ = (revoked.WaitFor<HandshakeDone>(), kept.WaitFor<HandshakeDone>());
        File.Delete(Path.Combine(Allowed, "invited.key"));
        _ = (revoked.WaitFor<Disconnected>(), kept.WaitFor<Disconnected>(), kept.WaitFor<HandshakeDone>());
        Assert.That(ReasonOf(revoked), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(publisher.GetBoundEndpoint(address), Is.EqualTo(endpoint));
        Assert.That(PublishUntil(() => kept.Subscriber.TryRead(out StreamItem? item) && item is HashBlock, publisher));
        string line = Log.Texts.Single(text => text.StartsWith("Took off ", StringComparison.Ordinal));
        Assert.That(line, Does.Contain("and ended all 2 connections to ").And.Not.Contain(other));
    }

    /// <summary>Also those that ZAP is not asked about: without a key, with a wrong server key, without a word of ZMTP.</summary>
    [TestCase(CurveClientTests.Client.NoKey, "its mechanism is not CURVE")]
    [TestCase(CurveClientTests.Client.WrongServerKey, "it has another server's key, or not its own secret key")]
    [TestCase(null, "its handshake was not completed (")]
    public void A_client_that_comes_not_as_far_as_the_authenticator_is_logged_and_counted(CurveClientTests.Client? client, string reason)
    {
        using Diagnostics.Meters meters = new();
        Uri endpoint = new(Endpoint);
        NotificationSubscriberOptions options = TestStream.Options(Endpoint);
        options.ConfigureSocket = socket =>
        {
            if (client == CurveClientTests.Client.WrongServerKey)
            {
                ZmqCurveKeyPair own = ZmqCurveKeyPair.Create();
                (socket.CurveServerKey, socket.CurvePublicKey, socket.CurveSecretKey) = (ZmqCurveKeyPair.Create().PublicKey, own.PublicKey, own.SecretKey);
            }
        };
        // It tries again until it was seen: on a busy machine it may be gone before its address is asked for.
        using TestStream? stream = client is null ? null : new(options);
        if (stream is not null)
        {
            _ = ReasonOf(stream);
        }
        else
        {
            using System.Net.Sockets.TcpClient silent = new(endpoint.Host, endpoint.Port);
        }
        // One that is gone at once has no address any more when it is asked for.
        string address = client is null ? string.Empty : "127.0.0.1";
        Assert.That(
            SpinWait.SpinUntil(() => Log.Texts.Any(text => text.StartsWith($"Refused a client from {address}", StringComparison.Ordinal) && text.Contains($" by CURVE: {reason}", StringComparison.Ordinal)), Peer.Deadline),
            () => string.Join('\n', Log.Texts));
        Assert.That(meters["zmqnative.clients.refused{mechanism=CURVE}"], Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public void A_server_whose_authenticator_has_ended_lets_in_nobody()
    {
        using ZmqContext context = new();
        using ZmqSocket socket = new(context, Interop.ZmqSocketType.Publish) { Linger = 0 };
        using (ServerSecurity server = ServerSecurity.Create(context, new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = "*" }, plain: null, onRevoked: null, loggerFactory: null)!)
        {
            server.Protect(socket, RunningInterface.Anywhere);
            socket.Bind(RunningInterface.Anywhere);
        }
        NotificationSubscriberOptions options = InvitedOptions();
        options.Addresses[0] = socket.LastEndpoint;
        using TestStream stream = new(options);
        Assert.That(ReasonOf(stream), Does.Contain("handshake"));
    }

    [Test]
    public void Without_a_certificate_a_subscriber_has_a_new_key_and_a_publisher_may_let_in_all()
    {
        using NotificationInterface open = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = "*" });
        NotificationSubscriberOptions options = TestStream.Options(open.GetBoundEndpoint(RunningInterface.Anywhere));
        options.CurveServerKey = ServerKey;
        using TestStream stream = new(options);
        _ = stream.WaitFor<HandshakeDone>();
    }

    [Test]
    public void An_address_that_is_not_allowed_is_refused_although_the_key_is()
    {
        using NotificationInterface elsewhere = Start(
            new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed, AllowedAddresses = ["192.0.2.0/24"] }, Log);
        NotificationSubscriberOptions options = InvitedOptions();
        options.Addresses[0] = elsewhere.GetBoundEndpoint(RunningInterface.Anywhere);
        using TestStream stream = new(options);
        Assert.That(ReasonOf(stream), Does.Contain("HandshakeFailedAuthentication"));
        Assert.That(Log.Texts, Has.Some.EqualTo("Refused a client from 127.0.0.1 by CURVE: the address is not allowed"));
    }

    [TestCase(null, "folder", "protect nothing without -zmqcurvecertificate")]
    [TestCase("file", null, "would let in whoever knows the public key")]
    public void Options_that_protect_nothing_are_refused(string? certificate, string? allowed, string why)
    {
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        options.Curve = new CurveOptions { Certificate = certificate, AllowedKeys = allowed };
        Assert.That(() => new NotificationInterface(options, new NotifierFactories()), Throws.TypeOf<NotificationStartException>().With.Message.Contains(why));
    }

    [Test]
    public void Files_that_cannot_be_used_are_refused_at_start()
    {
        string missing = Path.Combine(Folder.Path, "missing");
        Assert.That(() => Start(new CurveOptions { Certificate = missing, AllowedKeys = Allowed }), Throws.TypeOf<NotificationStartException>().With.Message.StartsWith("-zmqcurvecertificate: ").And.Message.Contains(missing));
        Assert.That(() => Start(new CurveOptions { Certificate = ServerFile, AllowedKeys = Allowed }),
            Throws.TypeOf<NotificationStartException>().With.Message.StartsWith($"-zmqcurvecertificate: {ServerFile} has no secret key"));
        Assert.That(() => Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = missing }),
            Throws.TypeOf<NotificationStartException>().With.Message.Contains(missing));
        NotificationSubscriberOptions half = TestStream.Options(Endpoint);
        half.CurveCertificate = Secret("invited");
        Assert.That(() => new NotificationSubscriber(half), Throws.ArgumentException.With.Message.StartsWith("CurveCertificate is set without CurveServerKey"));
        half.CurveServerKey = "short";
        Assert.That(() => new NotificationSubscriber(half), Throws.ArgumentException.With.Message.EqualTo("CurveServerKey: a key has 40 characters, not 5."));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_secret_file_that_others_can_read_is_warned_of()
    {
        Assert.That(Log.Texts, Has.None.Contains("chmod"));
        File.SetUnixFileMode(ServerFile + "_secret", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        using NotificationInterface warned = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, Log);
        Assert.That(Log.Texts, Has.One.EqualTo($"Others can read the secret key in {ServerFile}_secret: chmod 600 it"));
    }

    [Test]
    public void Bitcoind_like_arguments_configure_it()
    {
        CurveOptions? Parse(params string[] arguments) => BitcoinArguments.Parse(arguments, new NotifierFactories()).ToNotificationOptions().Curve;
        CurveOptions curve = Parse("-zmqcurvecertificate=a", "-zmqcurveallowedkeys=b", "-zmqcurveallowedaddress=10.0.0.0/8", "-zmqcurveallowedaddress=uid:0")!;
        Assert.That((curve.Certificate, curve.AllowedKeys), Is.EqualTo(("a", "b")));
        Assert.That(curve.AllowedAddresses, Is.EqualTo(new[] { "10.0.0.0/8", "uid:0" }));
        Assert.That(Parse(), Is.Null);
        Assert.That(Parse("-nozmqcurvecertificate"), Is.Null);
        Assert.That(Parse("-zmqcurveallowedkeys=b", "-nozmqcurvecertificate"), Is.Not.Null, "which is refused at start, because it protects nothing");
    }
}
