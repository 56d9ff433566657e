using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>A folder of certificates, and sockets whose handshakes end before a deadline.</summary>
public abstract class AuthenticatorFixture
{
    private readonly List<IDisposable> _open = [];

    private protected TempFolder Folder { get; private set; } = null!;

    private protected LogLines Log { get; private set; } = null!;

    private protected ZmqContext Context { get; private set; } = null!;

    private protected ZmqCurveKeyPair Server { get; private set; } = null!;

    [SetUp]
    public void Begin()
    {
        Folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        (Log, Context, Server) = (new LogLines(), new ZmqContext(), ZmqCurveKeyPair.Create());
    }

    [TearDown]
    public void End()
    {
        Enumerable.Reverse(_open).ToList().ForEach(one => one.Dispose());
        _open.Clear();
        Context?.Dispose();
        Log?.Dispose();
        Folder?.Dispose();
    }

    private protected string[] Refusals() => [.. Log.Texts.Where(text => text.StartsWith("Refused", StringComparison.Ordinal))];

    private protected T Keep<T>(T one) where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    /// <summary>A pair whose public certificate is in the folder.</summary>
    private protected CurveCertificate Invite(string name)
    {
        CurveCertificate certificate = Keep(CurveCertificate.Create());
        certificate.Save(Path.Combine(Folder.Path, $"{name}.key"));
        return certificate;
    }

    private protected ZmqSocket Serve(Authenticator authenticator, string address = "tcp://127.0.0.1:*", Action<ZmqSocket>? configure = null)
    {
        Keep(authenticator).Start();
        ZmqSocket server = Keep(new ZmqSocket(Context, ZmqSocketType.Pull) { Linger = 0, IPv6 = address.Contains('[') });
        (configure ?? (socket => (socket.CurveServer, socket.CurveSecretKey) = (true, Server.SecretKey)))(server);
        authenticator.Protect(server);
        server.Bind(address);
        return server;
    }

    private protected bool Connects(ZmqSocket server, CurveCertificate certificate, string? serverKey = null)
    {
        using ZmqSocket client = Client(server, certificate, serverKey ?? Server.PublicKey, keep: false);
        return Succeeds(client, server.LastEndpoint);
    }

    private protected bool Connects(ZmqSocket server, Action<ZmqSocket> configure)
    {
        using ZmqSocket client = new(Context, ZmqSocketType.Push) { Linger = 0 };
        configure(client);
        return Succeeds(client, server.LastEndpoint);
    }

    private protected ZmqSocket Client(ZmqSocket server, CurveCertificate certificate, string serverKey, bool keep = true)
    {
        ZmqSocket client = new(Context, ZmqSocketType.Push) { Linger = 0 };
        (client.CurveServerKey, client.CurvePublicKey) = (serverKey, certificate.PublicKey);
        certificate.SetSecretKey(client);
        return keep ? Keep(client) : client;
    }

    private protected bool Succeeds(ZmqSocket client, string endpoint)
    {
        using ZmqMonitorReader monitor = new(Context, client);
        client.Connect(endpoint.Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        ZmqPoller poller = new(monitor.Events);
        while (poller.Wait(Peer.Deadline) > 0)
        {
            while (monitor.TryRead(out ZmqMonitorEvent report))
            {
                if (report.Kind is ZmqMonitorEventKind.HandshakeSucceeded)
                {
                    return true;
                }
                if (report.Kind is ZmqMonitorEventKind.HandshakeFailed or ZmqMonitorEventKind.HandshakeFailedProtocol
                    or ZmqMonitorEventKind.HandshakeFailedAuthentication or ZmqMonitorEventKind.Disconnected)
                {
                    return false;
                }
            }
        }
        throw new TimeoutException("The handshake neither succeeded nor failed.");
    }
}
