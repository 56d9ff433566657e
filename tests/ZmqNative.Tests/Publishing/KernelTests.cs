using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>What the kernel says of our listening and accepted sockets, against what it said of bitcoind's (wire/kernel.json).</summary>
public sealed class KernelTests
{
    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("tcp://[::1]:*")]
    public void A_listening_socket_has_a_backlog_of_100_and_an_accepted_one_keeps_alive(string address)
    {
        string? version = Run("-V");
        Prerequisite.Require(version is not null, "ss", "the program ss of iproute2 does not run here");
        using RunningInterface publishing = new(new ZmqNotificationOptions { PubHashBlock = [address] });
        int port = IPEndPoint.Parse(publishing.Notifications.GetBoundEndpoint(address)["tcp://".Length..]).Port;
        // LISTEN 0 100 127.0.0.1:PORT 0.0.0.0:*
        Assert.That(Run($"-ltnH sport = :{port}")!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], Is.EqualTo("100"));

        publishing.Subscribe(address);
        // Until its peer has acknowledged what was sent, another timer stands in this place.
        Assert.That(() => Run($"-tnoH state established sport = :{port}"), Does.Contain("timer:(keepalive,").After(10_000, 20));
    }

    [Test]
    public void A_unix_socket_listens_with_a_backlog_of_100_and_its_file_stays_after_the_end()
    {
        Prerequisite.Require(Run("-V") is not null, "ss", "the program ss of iproute2 does not run here");
        string path = Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}.sock");
        try
        {
            using (RunningInterface publishing = new(new ZmqNotificationOptions { PubHashBlock = [$"unix:{path}"] }))
            {
                Assert.That(Run($"-lxH src {path}")!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], Is.EqualTo("100"));
                Assert.That(publishing.Subscribe($"ipc://{path}"), Is.Not.Null);
            }
            Assert.That(File.Exists(path), "Core leaves the file, too");
            using Socket nobody = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            Assert.That(() => nobody.Connect(new UnixDomainSocketEndPoint(path)), Throws.InstanceOf<SocketException>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Run(string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ss", arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            Assert.That(process.WaitForExit(TimeSpan.FromSeconds(10)));
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
