using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>Clients without an allowed key, many at once, beside ten that are allowed and lose nothing.</summary>
[NonParallelizable]
public sealed class UninvitedCrowdTests
{
    private const int Invited = 10;
    private const string Refused = "zmqnative.clients.refused{mechanism=CURVE}";

    private TempFolder _folder = null!;
    private NotificationInterface _publisher = null!;
    private string _serverKey = null!;
    private string _endpoint = null!;
    private CurveCertificate _own = null!;

    [SetUp]
    public void Publish()
    {
        _folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using CurveCertificate server = CurveCertificate.Create();
        server.Save(Path.Combine(_folder.Path, "server.pair"));
        _serverKey = server.PublicKey;
        _own = CurveCertificate.Create();
        _own.Save(Path.Combine(_folder.Path, "own.key"));
        _publisher = new NotificationInterface(
            new ZmqNotificationOptions
            {
                PubHashBlock = [RunningInterface.Anywhere],
                PubHashBlockHighWatermark = 0,
                Curve = new CurveOptions { Certificate = Path.Combine(_folder.Path, "server.pair_secret"), AllowedKeys = _folder.Path },
                ThrowOnStartFailure = true,
            },
            new NotifierFactories());
        _ = _publisher.Initialize();
        _endpoint = _publisher.GetBoundEndpoint(RunningInterface.Anywhere);
    }

    [TearDown]
    public void End()
    {
        _publisher?.Dispose();
        _own?.Dispose();
        _folder?.Dispose();
    }

    [TestCase(200, 20)]
    [TestCase(10_000, 1_000, Category = "Long")]
    public void They_are_all_refused_and_the_invited_lose_nothing(int clients, int atOnce)
    {
        using Meters meters = new();
        using ZmqContext context = new();
        List<ZmqSocket> invited = [.. Enumerable.Range(0, Invited).Select(_ => Connect(context, _own))];
        try
        {
            int published = 0;
            Assert.That(SpinWait.SpinUntil(() => { Publish(ref published); return invited.TrueForAll(HasMessage); }, Peer.Deadline), "all invited receive");
            uint[] next = [.. invited.Select(FirstNumber)];
            List<long> resident = [], managed = [];
            for (int refused = 0; refused < clients; refused += atOnce)
            {
                Storm(atOnce, () => { Publish(ref published); Drain(invited, next); }, meters, refused + atOnce);
                GC.Collect();
                (long, long) after = (Environment.WorkingSet >> 20, GC.GetTotalMemory(forceFullCollection: true) >> 10);
                resident.Add(after.Item1);
                managed.Add(after.Item2);
            }
            Assert.That(SpinWait.SpinUntil(() => { Drain(invited, next); return next.All(number => number == published); }, Peer.Deadline), $"published {published}, received up to {string.Join(' ', next)}");
            TestContext.Out.WriteLine($"MiB resident after each {atOnce}: {string.Join(' ', resident)}; KiB managed: {string.Join(' ', managed)}");
            // The first rounds fill pools and compile. A client that was refused leaves nothing.
            Assert.That(resident[^1] - resident[resident.Count / 2], Is.LessThan(32));
            Assert.That(managed[^1] - managed[managed.Count / 2], Is.LessThan(512));
        }
        finally
        {
            invited.ForEach(socket => socket.Dispose());
        }
    }

    // Each connects once, with a key of its own that nobody allowed.
    private void Storm(int count, Action meanwhile, Meters meters, int refused)
    {
        using ZmqContext context = new() { MaxSockets = count + 16 };
        using CurveCertificate stranger = CurveCertificate.Create();
        List<ZmqSocket> crowd = [.. Enumerable.Range(0, count).Select(_ => Connect(context, stranger))];
        try
        {
            Assert.That(
                SpinWait.SpinUntil(() => { meanwhile(); return meters[Refused] >= refused; }, Peer.Deadline), () => $"{meters[Refused]} of {refused} were refused");
            Assert.That(meters[Refused], Is.EqualTo(refused), "each was counted");
            Assert.That(crowd.Exists(HasMessage), Is.False, "a stranger received something");
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }
    }

    private ZmqSocket Connect(ZmqContext context, CurveCertificate certificate)
    {
        ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { Linger = 0, ReceiveHighWatermark = 0, ReconnectInterval = -1 };
        (socket.CurveServerKey, socket.CurvePublicKey) = (_serverKey, certificate.PublicKey);
        certificate.SetSecretKey(socket);
        socket.Subscribe([]);
        socket.Connect(_endpoint);
        return socket;
    }

    private void Publish(ref int published)
    {
        _publisher.UpdatedBlockTip(Samples.Index(1), Samples.Index(0), initialDownload: false);
        published++;
    }

    private static bool HasMessage(ZmqSocket socket) => (socket.Events & ZmqPollEvents.Receive) != 0;

    private static uint FirstNumber(ZmqSocket socket)
    {
        List<ZmqMessage> parts = [];
        Assert.That(socket.Receive(parts, Peer.Deadline), Is.EqualTo(3));
        return NumberOf(parts) + 1;
    }

    private static uint NumberOf(List<ZmqMessage> parts)
    {
        uint number = BitConverter.ToUInt32(parts[2].ToArray());
        parts.ForEach(part => part.Dispose());
        return number;
    }

    private static void Drain(List<ZmqSocket> sockets, uint[] next)
    {
        for (int i = 0; i < sockets.Count; i++)
        {
            List<ZmqMessage> parts = [];
            while (sockets[i].Receive(parts, TimeSpan.Zero) > 0)
            {
                Assert.That(NumberOf(parts), Is.EqualTo(next[i]++), "an invited client lost something");
                parts = [];
            }
        }
    }
}
