using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using NATS.Client.Core;
using NATS.NKeys;

namespace ZmqNative.JetStream.Tests;

/// <summary>Real servers that refuse all but what docs/jetstream.md says that writer and reader need.</summary>
public sealed class SecurityTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-nkeys-").FullName;
    private NatsServer? _server;

    [TearDown]
    public void End() => _server?.Dispose();

    [OneTimeTearDown]
    public void DeleteKeys() => Directory.Delete(_folder, recursive: true);

    private JetStreamPublisherOptions Writer(string? key = null, string? credentials = null) => new()
    {
        Servers = _server!.Address,
        NKeyFile = key,
        CredentialsFile = credentials,
        LeaseTime = TimeSpan.FromSeconds(1),
    };

    private JetStreamSubscriberOptions Reader(string? key = null, string? durable = null, JetStreamStart start = JetStreamStart.First) => new()
    {
        Servers = _server!.Address,
        NKeyFile = key,
        Durable = durable,
        Start = start,
        AcknowledgeWithin = TimeSpan.FromSeconds(1),
    };

    [Test]
    public async Task The_rights_of_the_documentation_suffice_and_the_readers_do_not_for_writing()
    {
        (string writer, string writerKey) = CreateUser("writer");
        (string reader, string readerKey) = CreateUser("reader");
        string page = await File.ReadAllTextAsync(Path.Combine(TestData.Root, "..", "..", "docs", "jetstream.md"));
        string rights = page[page.IndexOf("authorization {", StringComparison.Ordinal)..];
        rights = rights[..rights.IndexOf("```", StringComparison.Ordinal)].Replace("WRITER", writer, StringComparison.Ordinal).Replace("READER", reader, StringComparison.Ordinal);
        _server = NatsServer.Start(rights);

        await using (RunningPublisher publisher = new(Writer(writerKey)))
        {
            publisher.PublishHashes(10);
            publisher.Publisher.Publish("rawblock", new byte[2_000_000], 0);
            publisher.WaitFor(() => publisher.Publisher.PendingMessages == 0 || _server.Log.Contains("Violation", StringComparison.Ordinal), "an answer");
            Assert.That(_server.Log, Does.Not.Contain("Violation"));
            await using RunningPublisher standby = new(Writer(writerKey));
            standby.WaitFor(JetStreamState.Standby);
            _server.Kill();
            _server.Launch();
            publisher.PublishHashes(10);
            publisher.WaitFor(() => publisher.Publisher.PendingMessages == 0, "stored after a restart");
        }
        await using (Reading all = new(Reader(readerKey)))
        {
            all.WaitForCount(21);
        }
        await using (Reading newest = new(Reader(readerKey, start: JetStreamStart.Last)))
        {
            newest.WaitForCount(2);
        }
        await using (Reading durable = new(Reader(readerKey, durable: "ledger")))
        {
            durable.WaitForCount(21);
        }
        JetStreamSubscriberOptions one = Reader(readerKey, durable: "blocks");
        one.Topics.Add("rawblock");
        await using (Reading filtered = new(one))
        {
            filtered.WaitForCount(1);
        }
        Assert.That(_server.Log, Does.Not.Contain("Violation"), "nothing of this was refused");

        await using RunningPublisher refused = new(Writer(readerKey));
        refused.PublishHashes(1);
        refused.WaitFor(() => _server.Log.Contains("Violation", StringComparison.Ordinal), "the server refuses");
        Assert.That(refused.Publisher.PendingMessages, Is.EqualTo(1));
    }

    [Test]
    public async Task A_stranger_is_refused_and_the_status_says_why()
    {
        (string writer, _) = CreateUser("writer");
        (_, string strangerKey) = CreateUser("stranger");
        _server = NatsServer.Start($"authorization {{ users = [ {{ nkey: {writer} }} ] }}");
        await using RunningPublisher publisher = new(Writer(strangerKey));
        publisher.WaitFor(() => publisher.Publisher.Status.Reason.Contains("can not start to connect", StringComparison.Ordinal), "the reason");
        TestContext.Out.WriteLine(publisher.Publisher.Status);
        await using Reading reading = new(Reader(strangerKey));
        reading.WaitFor(one => one.Items.OfType<Subscribing.Waiting>().Any(item => item.Reason.Contains("can not start to connect", StringComparison.Ordinal)), "the reason");
        Assert.That(_server.Log, Does.Contain("authentication error"));
    }

    [Test]
    public async Task A_credentials_file_of_an_account_is_a_login()
    {
        KeyPair operatorKey = KeyPair.CreatePair(PrefixByte.Operator), account = KeyPair.CreatePair(PrefixByte.Account), user = KeyPair.CreatePair(PrefixByte.User);
        string operatorToken = Token(operatorKey, operatorKey.GetPublicKey(), "operator", []);
        KeyPair system = KeyPair.CreatePair(PrefixByte.Account);
        string accountToken = Account(operatorKey, account, hasJetStream: true), systemToken = Account(operatorKey, system, hasJetStream: false);
        string userToken = Token(account, user.GetPublicKey(), "user", new JsonObject { ["subs"] = -1, ["data"] = -1, ["payload"] = -1 });
        string credentials = Path.Combine(_folder, "user.creds");
        await File.WriteAllTextAsync(credentials,
            $"-----BEGIN NATS USER JWT-----\n{userToken}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n{user.GetSeed()}\n------END USER NKEY SEED------\n");
        _server = NatsServer.Start(
            $"operator: {operatorToken}\nsystem_account: {system.GetPublicKey()}\nresolver: MEMORY\nresolver_preload: {{ {account.GetPublicKey()}: {accountToken}\n {system.GetPublicKey()}: {systemToken} }}\n");
        await using RunningPublisher publisher = new(Writer(credentials: credentials));
        publisher.PublishHashes(5);
        publisher.WaitUntilStored();
    }

    [Test]
    public async Task Over_TLS_both_sides_are_verified()
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = CreateAuthority(authorityKey);
        string ca = Write("ca.pem", authority.ExportCertificatePem());
        (string server, string serverKey) = CreateCertificate(authority, "server");
        (string client, string clientKey) = CreateCertificate(authority, "client");
        _server = NatsServer.Start($"tls {{ cert_file: \"{server}\", key_file: \"{serverKey}\", ca_file: \"{ca}\", verify: true }}");

        JetStreamPublisherOptions Options(bool trusts, bool isKnown) => new()
        {
            Servers = $"tls://127.0.0.1:{_server.Port}",
            AuthorityFile = trusts ? ca : null,
            CertificateFile = isKnown ? client : null,
            KeyFile = isKnown ? clientKey : null,
        };

        await using (RunningPublisher publisher = new(Options(trusts: true, isKnown: true)))
        {
            publisher.PublishHashes(5);
            publisher.WaitUntilStored();
        }
        await using RunningPublisher distrustful = new(Options(trusts: false, isKnown: true)), unknown = new(Options(trusts: true, isKnown: false));
        distrustful.WaitFor(() => distrustful.Publisher.Status.Reason != "It was not run yet.", "a reason");
        unknown.WaitFor(() => unknown.Publisher.Status.Reason != "It was not run yet.", "a reason");
        Assert.That(new[] { distrustful.Publisher.Status.State, unknown.Publisher.Status.State }, Is.All.EqualTo(JetStreamState.Waiting));
    }

    /// <summary>Each attempt takes the lease and reads the end of the stream, and then nothing is acknowledged.</summary>
    [Test]
    public async Task A_writer_whose_messages_are_refused_says_so_once_and_is_not_writing()
    {
        (string writer, string key) = CreateUser("refused");
        _server = NatsServer.Start(
            $$"""authorization { users: [ { nkey: {{writer}}, permissions: { publish: { deny: "bitcoin.>" } } }, { user: observer, password: observer } ] }""");
        await using ApiCalls attempts = await ApiCalls.ObserveAsync(_server, "$JS.API.STREAM.INFO.>", new NatsAuthOpts { Username = "observer", Password = "observer" });
        await using RunningPublisher publisher = new(Writer(key));
        publisher.PublishHashes(1);
        publisher.WaitFor(() => publisher.Publisher.Status.State == JetStreamState.Waiting && publisher.Statuses.Any(one => one.State == JetStreamState.Writing), "refused");
        attempts.WaitForMore(3);
        Assert.That(publisher.Statuses.SkipWhile(one => one.State != JetStreamState.Writing).Select(one => one.State), Is.EqualTo(new[] { JetStreamState.Writing, JetStreamState.Waiting }));
        Assert.That(publisher.Statuses[^1].Reason, Is.EqualTo("The server did not acknowledge anything for 1 s."));
    }

    private (string PublicKey, string File) CreateUser(string name)
    {
        KeyPair pair = KeyPair.CreatePair(PrefixByte.User);
        return (pair.GetPublicKey(), Write($"{name}.nk", pair.GetSeed()));
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Account(KeyPair issuer, KeyPair account, bool hasJetStream)
    {
        JsonObject limits = new() { ["subs"] = -1, ["data"] = -1, ["payload"] = -1, ["imports"] = -1, ["exports"] = -1, ["wildcards"] = true, ["conn"] = -1, ["leaf"] = -1 };
        foreach (string limit in hasJetStream ? (string[])["mem_storage", "disk_storage", "streams", "consumer"] : [])
        {
            limits[limit] = -1;
        }
        return Token(issuer, account.GetPublicKey(), "account", new JsonObject { ["limits"] = limits });
    }

    // A JWT as NATS's tools write them: algorithm ed25519-nkey.
    private static string Token(KeyPair issuer, string subject, string type, JsonObject claims)
    {
        static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        (claims["type"], claims["version"]) = (type, 2);
        JsonObject body = new()
        {
            ["jti"] = RandomNumberGenerator.GetHexString(16),
            ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["iss"] = issuer.GetPublicKey(),
            ["name"] = type,
            ["sub"] = subject,
            ["nats"] = claims,
        };
        string text = $"{Encode("""{"typ":"JWT","alg":"ed25519-nkey"}"""u8)}.{Encode(Encoding.UTF8.GetBytes(body.ToJsonString()))}";
        byte[] signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(text), signature);
        return $"{text}.{Encode(signature)}";
    }

    private static X509Certificate2 CreateAuthority(ECDsa key)
    {
        CertificateRequest request = new("CN=tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private (string File, string Key) CreateCertificate(X509Certificate2 authority, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
