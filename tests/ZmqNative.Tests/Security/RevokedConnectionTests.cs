using System.Text.Json;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Work;

namespace ZmqNative.Tests.Security;

/// <summary>
/// Whose key or name is taken off a list while it is connected, which libzmq cannot undo, is not served any more, and who stays on it is.
/// </summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RevokedConnectionTests : IDisposable
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private const string Served = "served";
    private const string TakenOff = "not_allowed: was taken off the list of who is allowed.";

    private readonly TempFolder _folder = new();
    private readonly PlainOptions _plain;

    public RevokedConnectionTests() => _plain = new PlainOptions { Passwords = Write("passwords", "me:secret\nyou:too\n") };

    public void Dispose() => _folder.Dispose();

    [Test]
    public void A_history_refuses_a_key_that_was_taken_off()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        string allowed = Directory.CreateDirectory(Path.Combine(_folder.Path, "allowed")).FullName, server = NewPair("server");
        (_, _) = (NewPair("me"), NewPair("you"));
        File.Copy(At("me.key"), Path.Combine(allowed, "me.key"));
        File.Copy(At("you.key"), Path.Combine(allowed, "you.key"));
        using HistoryServer history = new(new() { Address = Anywhere, Curve = new() { Certificate = At("server.key_secret"), AllowedKeys = allowed } });
        history.Start();
        using ZmqContext context = new();
        using ZmqSocket me = Connect("me"), you = Connect("you");
        Assert.That((Ask(me), Ask(you)), Is.EqualTo((Served, Served)));
        File.Delete(Path.Combine(allowed, "me.key"));
        Assert.That(() => Ask(me), Is.EqualTo(TakenOff).After((int)Peer.Deadline.TotalMilliseconds).PollEvery(10));
        Assert.That(Ask(you), Is.EqualTo(Served));

        ZmqSocket Connect(string name)
        {
            using CurveCertificate certificate = CurveCertificate.Load(At($"{name}.key_secret"));
            ZmqSocket socket = new(context, ZmqSocketType.Request) { Linger = 0, CurveServerKey = server };
            certificate.SetSecretKey(socket);
            socket.CurvePublicKey = certificate.PublicKey;
            socket.Connect(history.Endpoint!);
            return socket;
        }
    }

    /// <summary>Its name has another password, with which somebody else connects meanwhile.</summary>
    [Test]
    public void A_history_refuses_a_password_that_was_changed()
    {
        using HistoryServer history = new(new() { Address = Anywhere, Plain = _plain });
        history.Start();
        using ZmqContext context = new();
        using ZmqSocket me = Connect("me", "secret"), you = Connect("you", "too");
        Assert.That((Ask(me), Ask(you)), Is.EqualTo((Served, Served)));
        _ = Write("passwords", "me:other\nyou:too\n");
        using ZmqSocket owner = Connect("me", "other");
        Assert.That(Ask(owner), Is.EqualTo(Served));
        Assert.That(() => Ask(me), Is.EqualTo(TakenOff).After((int)Peer.Deadline.TotalMilliseconds).PollEvery(10));
        Assert.That((Ask(owner), Ask(you)), Is.EqualTo((Served, Served)));

        ZmqSocket Connect(string name, string password)
        {
            ZmqSocket socket = new(context, ZmqSocketType.Request) { Linger = 0, PlainUserName = name, PlainPassword = password };
            socket.Connect(history.Endpoint!);
            return socket;
        }
    }

    /// <summary>The worker's run ends with the reason, and its tasks go to another one.</summary>
    [Test]
    public async Task A_broker_refuses_a_worker_that_was_taken_off()
    {
        using WorkBroker broker = new(new() { Plain = _plain, HeartbeatInterval = TimeSpan.FromMilliseconds(50) });
        using CancellationTokenSource end = new(Peer.Deadline);
        TaskCompletionSource begun = new();
        using ManualResetEventSlim held = new();
        Task revoked = Work("me:secret", body =>
        {
            begun.TrySetResult();
            held.Wait(end.Token);
            return body;
        });
        Task<List<WorkResult>> results = Task.Run(async () =>
        {
            List<WorkResult> all = [];
            await foreach (WorkResult result in broker.RunAsync([new byte[] { 1 }], end.Token))
            {
                all.Add(result);
            }
            return all;
        });
        await begun.Task.WaitAsync(end.Token);
        _ = Write("passwords", "you:too\n");
        Task kept = Work("you:too", body => [7, .. body]);
        Assert.That((await results).Single().Body.ToArray(), Is.EqualTo(new byte[] { 7, 1 }));
        held.Set();
        Assert.That(async () => await revoked, Throws.InvalidOperationException.With.Message.EndsWith("refused: its key or name was taken off the list of who is allowed."));
        Assert.That(kept.IsCompleted, Is.False);
        end.Cancel();

        Task Work(string login, Func<byte[], byte[]> work) => new WorkWorker(
            new() { Address = broker.Address, PlainLogin = Write(login.Replace(':', '-'), login) }, (body, _) => work(body.ToArray())).RunAsync(end.Token);
    }

    /// <summary>The place is free for another peer as soon as the one that was taken off has given up.</summary>
    [Test]
    public async Task A_link_goes_down_when_its_peer_is_taken_off()
    {
        using NodeLink here = new(new() { Bind = Anywhere, Plain = _plain, HeartbeatInterval = TimeSpan.FromMilliseconds(50), PeerTimeout = TimeSpan.FromSeconds(1) });
        using CancellationTokenSource end = new(Peer.Deadline);
        IAsyncEnumerator<StreamItem> items = here.ReadAllAsync(end.Token).GetAsyncEnumerator(end.Token);
        using NodeLink revoked = Connect("me:secret");
        await revoked.SendAsync("hashblock", new byte[32], end.Token);
        _ = await NextAsync<HashBlock>();
        _ = Write("passwords", "you:too\n");
        Assert.That((await NextAsync<Disconnected>()).Reason, Is.EqualTo("the peer's key or name was taken off the list of who is allowed"));
        revoked.Dispose();
        using NodeLink kept = Connect("you:too");
        await kept.SendAsync("hashblock", new byte[32], end.Token);
        _ = await NextAsync<HashBlock>();
        await items.DisposeAsync();

        NodeLink Connect(string login) => new(new() { Connect = here.Address, PlainLogin = Write(login.Replace(':', '-'), login) });

        async Task<T> NextAsync<T>()
        {
            while (await items.MoveNextAsync())
            {
                if (items.Current is T found)
                {
                    return found;
                }
            }
            throw new InvalidOperationException("The link has ended.");
        }
    }

    // Over one connection, which a HistoryClient does not keep.
    private static string Ask(ZmqSocket socket)
    {
        socket.Send("{\"v\":1,\"get\":\"info\"}"u8);
        using ZmqMessage reply = new();
        Assert.That(socket.Receive(reply, Peer.Deadline), Is.True, "a reply");
        using JsonDocument parsed = JsonDocument.Parse(reply.ToArray());
        return parsed.RootElement.TryGetProperty("error", out JsonElement error)
            ? $"{error.GetString()}: {string.Join(' ', parsed.RootElement.GetProperty("text").GetString()!.Split(' ')[1..])}" : Served;
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string NewPair(string name)
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(At($"{name}.key"));
        return certificate.PublicKey;
    }

    private string Write(string name, string text)
    {
        // Replaced as docs/security.md says, so that no half of it is read.
        string written = _folder.Write($"{name}.new", System.Text.Encoding.UTF8.GetBytes(text));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(written, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.Move(written, At(name), overwrite: true);
        return At(name);
    }
}
