using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.History;

/// <summary>A history with CURVE answers those who are invited, and nobody else.</summary>
public sealed class HistoryCurveTests
{
    [Test]
    public async Task Invited_clients_alone_are_answered()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using TempFolder folder = new();
        string allowed = Directory.CreateDirectory(Path.Combine(folder.Path, "allowed")).FullName;
        string server = Save(folder.Path, "server", out string serverKey);
        string alice = Save(folder.Path, "alice", out _), mallory = Save(folder.Path, "mallory", out _);
        File.Copy(Path.Combine(folder.Path, "alice.key"), Path.Combine(allowed, "alice.key"));
        using HistoryFeed feed = new(options => options.Curve = new CurveOptions { Certificate = server, AllowedKeys = allowed });
        feed.Append(3);
        using HistoryClient invited = new(feed.Server.Endpoint!, serverKey, alice) { Timeout = TimeSpan.FromSeconds(30) };
        Assert.That((await invited.GetInfoAsync()).Head.Offset, Is.EqualTo(3));
        using HistoryClient stranger = new(feed.Server.Endpoint!, serverKey, mallory) { Timeout = TimeSpan.FromMilliseconds(500) };
        Assert.That(async () => await stranger.GetInfoAsync(), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.NoAnswer));
        using HistoryClient plain = new(feed.Server.Endpoint!) { Timeout = TimeSpan.FromMilliseconds(500) };
        Assert.That(async () => await plain.GetInfoAsync(), Throws.TypeOf<HistoryException>().With.Property("Error").EqualTo(HistoryError.NoAnswer));
        Assert.That((await HistoryFeed.Messages(invited.ReadAsync(null))).Count, Is.EqualTo(3));
    }

    private static string Save(string folder, string name, out string publicKey)
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(Path.Combine(folder, $"{name}.key"));
        publicKey = certificate.PublicKey;
        return Path.Combine(folder, $"{name}.key_secret");
    }
}
