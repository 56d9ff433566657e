using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>A publisher with CURVE that lets in one key, and what its clients need.</summary>
public abstract class CurvePublisherFixture
{
    private protected TempFolder Folder { get; private set; } = null!;

    private protected LogLines Log { get; private set; } = null!;

    private protected NotificationInterface Publisher { get; private set; } = null!;

    private protected string ServerKey { get; private set; } = null!;

    private protected string Allowed => Path.Combine(Folder.Path, "allowed");

    private protected string ServerFile => Path.Combine(Folder.Path, "server.key");

    private protected string Endpoint => Publisher.GetBoundEndpoint(RunningInterface.Anywhere);

    [SetUp]
    public void Publish()
    {
        Folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        Directory.CreateDirectory(Allowed);
        ServerKey = NewPair("server");
        _ = NewPair("invited");
        _ = NewPair("stranger");
        File.Copy(Path.Combine(Folder.Path, "invited.key"), Path.Combine(Allowed, "invited.key"));
        Log = new LogLines();
        Publisher = Start(new CurveOptions { Certificate = ServerFile + "_secret", AllowedKeys = Allowed }, Log);
    }

    [TearDown]
    public void Stop()
    {
        Publisher?.Dispose();
        Log?.Dispose();
        Folder?.Dispose();
    }

    private protected static NotificationInterface Start(
        CurveOptions curve, LogLines? log = null, string address = RunningInterface.Anywhere, bool revokeNow = false)
    {
        NotificationInterface publisher = new(
            new ZmqNotificationOptions { PubHashBlock = [address], Curve = curve, ThrowOnStartFailure = true, RevokeNow = revokeNow },
            new NotifierFactories(), log);
        _ = publisher.Initialize();
        return publisher;
    }

    private protected static string ReasonOf(TestStream stream)
    {
        while (true)
        {
            if (stream.WaitFor<Waiting>() is { Topic: null } waiting)
            {
                return waiting.Reason;
            }
        }
    }

    private protected string NewPair(string name)
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(Path.Combine(Folder.Path, $"{name}.key"));
        return certificate.PublicKey;
    }

    private protected string Secret(string name) => Path.Combine(Folder.Path, $"{name}.key_secret");

    private protected NotificationSubscriberOptions InvitedOptions(string name = "invited", string? endpoint = null)
    {
        NotificationSubscriberOptions options = TestStream.Options(endpoint ?? Endpoint);
        (options.CurveServerKey, options.CurveCertificate) = (ServerKey, Secret(name));
        return options;
    }

    /// <summary>What an invited subscriber receives while another one is kept out.</summary>
    private protected int ReceivedByInvited()
    {
        using TestStream invited = new(InvitedOptions());
        _ = invited.WaitFor<HandshakeDone>();
        int received = 0;
        _ = PublishUntil(() => (received += invited.Subscriber.TryRead(out StreamItem? item) && item is HashBlock ? 1 : 0) == 3);
        return received;
    }

    private protected bool PublishUntil(Func<bool> condition, NotificationInterface? publisher = null) => SpinWait.SpinUntil(
        () =>
        {
            (publisher ?? Publisher).UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
            return condition();
        },
        Peer.Deadline);
}
