using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>A client that leaves while the authenticator decides about it is refused once, and counted once.</summary>
[NonParallelizable]
[Platform("Linux")]
public sealed class RefusedOnceTests
{
    private const string Refused = "zmqnative.clients.refused{mechanism=CURVE}";

    [Test]
    public void A_client_that_leaves_before_it_is_refused_counts_once()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using TempFolder folder = new();
        using Meters meters = new();
        using LogLines log = new();
        using CurveCertificate server = CurveCertificate.Create(), stranger = CurveCertificate.Create();
        server.Save(Path.Combine(folder.Path, "server"));
        // A pipe in place of the list: the authenticator waits at it until somebody writes.
        string list = Path.Combine(folder.Path, "allowed");
        _ = Peer.Run("mkfifo", [list]);
        Task first = Task.Run(() => File.WriteAllText(list, "# nobody\n"));
        using NotificationInterface publisher = new(
            new ZmqNotificationOptions
            {
                PubHashBlock = [RunningInterface.Anywhere],
                Curve = new CurveOptions { Certificate = Path.Combine(folder.Path, "server_secret"), AllowedKeys = list },
                ThrowOnStartFailure = true,
            },
            new NotifierFactories(), loggerFactory: log);
        _ = publisher.Initialize();
        Assert.That(first.Wait(Peer.Deadline));

        using ZmqContext context = new();
        ZmqSocket client = new(context, ZmqSocketType.Subscribe) { Linger = 0, ReconnectInterval = -1 };
        (client.CurveServerKey, client.CurvePublicKey) = (server.PublicKey, stranger.PublicKey);
        stranger.SetSecretKey(client);
        client.Connect(publisher.GetBoundEndpoint(RunningInterface.Anywhere));
        // It can be opened for writing once the authenticator reads, which has the request by then.
        using (StreamWriter second = Task.Run(() => new StreamWriter(list)).WaitAsync(Peer.Deadline).GetAwaiter().GetResult())
        {
            client.Dispose();
            meters.WaitFor($"zmqnative.connections{{address={RunningInterface.Anywhere}}}", 0);
            second.Write("# nobody\n");
        }
        // The third time it reads, it has decided, counted and logged.
        Assert.That(SpinWait.SpinUntil(() => log.Texts.Any(text => text.Contains("is not allowed", StringComparison.Ordinal)), Peer.Deadline), () => string.Join('\n', log.Texts));
        using ZmqSocket next = new(context, ZmqSocketType.Subscribe) { Linger = 0, ReconnectInterval = -1 };
        (next.CurveServerKey, next.CurvePublicKey) = (server.PublicKey, stranger.PublicKey);
        stranger.SetSecretKey(next);
        next.Connect(publisher.GetBoundEndpoint(RunningInterface.Anywhere));
        using (StreamWriter third = Task.Run(() => new StreamWriter(list)).WaitAsync(Peer.Deadline).GetAwaiter().GetResult())
        {
            Assert.That(meters[Refused], Is.EqualTo(1));
            third.Write("# nobody\n");
        }
        meters.WaitFor(Refused, 2);
    }
}
