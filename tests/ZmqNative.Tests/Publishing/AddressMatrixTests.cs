using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using ZmqNative.Interop;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>Start-ups of a real bitcoind with good and bad addresses: started or not, listening sockets, log lines, rows.</summary>
[NonParallelizable]
public sealed class AddressMatrixTests
{
    // Where the recorded node is not Core: ipc:// passes Knots' port check, and it has wallet options.
    private static readonly string[] s_notCore = ["ipc-absolute", "ipc-relative", "no-port-rawwallettx"];

    private static IEnumerable<TestCaseData> Cases() =>
        from line in File.ReadLines(Path.Combine(TestData.Trace("address-matrix"), "cases.jsonl"))
        let row = JsonDocument.Parse(line).RootElement
        let name = row.GetProperty("name").GetString()!
        where !s_notCore.Contains(name)
        select new TestCaseData(row).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Cases))]
    public void A_start_up_ends_as_it_did_in_bitcoind(JsonElement recorded)
    {
        string name = recorded.GetProperty("name").GetString()!;
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("the recorded texts and sockets are those of Linux");
        }
        using Surroundings here = new(name);
        string[] arguments = [.. Texts(recorded.GetProperty("args")).Select(here.Replace)];
        using LogLines log = new();
        if (!recorded.GetProperty("started").GetBoolean())
        {
            NotificationStartException refused = Assert.Throws<NotificationStartException>(() => Start(arguments, log).Dispose())!;
            Assert.That($"Error: {refused.Message}\n", Is.EqualTo(here.Replace(recorded.GetProperty("stderr").GetString()!)));
            Assert.That(log.Lines, Is.Empty);
            return;
        }
        using (NotificationInterface notifications = Start(arguments, log))
        {
            Assert.That(
                notifications.GetActiveNotifications().Select(row => (row.Type, row.Address, row.HighWatermark)),
                Is.EqualTo(recorded.GetProperty("getzmqnotifications").EnumerateArray().Select(row => (
                    row.GetProperty("type").GetString()!, here.Replace(row.GetProperty("address").GetString()!), row.GetProperty("hwm").GetInt32()))));
            foreach (JsonElement socket in recorded.GetProperty("listening").EnumerateArray())
            {
                AssertListening(here.Replace(socket.GetProperty("local").GetString()!), notifications);
            }
            foreach (JsonElement socket in recorded.GetProperty("listening_unix").EnumerateArray())
            {
                string path = here.Replace(socket.GetProperty("path").GetString()!);
                Assert.That(File.ReadLines("/proc/net/unix").Any(line => line.EndsWith($" {path}", StringComparison.Ordinal)), path);
            }
        }
        IEnumerable<string> expected = Texts(recorded.GetProperty("log")).Select(line => here.Replace(line.Split("[zmq] ")[1]));
        Assert.That(log.Texts, Is.EqualTo(expected.Select(line => line == "version 4.3.5" ? $"version {ZmqLibrary.Version}" : line)));
        Assert.That(log.Lines, Has.All.StartsWith("zmq|Debug|"));
    }

    [TestCase("-zmqpubhashblock=ipc:///tmp/x", "ipc:///tmp/x", "unix:/tmp/x")]
    [TestCase("-zmqpubhashblock=ipc://rel2.sock", "ipc://rel2.sock", "unix:rel2.sock")]
    public void What_Knots_lets_pass_Core_refuses(string argument, string address, string instead) =>
        Assert.That(() => Start([argument], new LogLines()), Throws.TypeOf<NotificationStartException>().With.Message.EqualTo($"Invalid port specified in -zmqpubhashblock: '{address}': write {instead}"));

    private static NotificationInterface Start(string[] arguments, LogLines log)
    {
        NotifierFactories factories = new();
        NotificationInterface notifications = new(BitcoinArguments.Parse(arguments, factories).ToNotificationOptions(), factories, log);
        notifications.Initialize();
        return notifications;
    }

    private static void AssertListening(string local, NotificationInterface notifications)
    {
        int colon = local.LastIndexOf(':');
        IPAddress address = local[..colon] switch { "*" => IPAddress.IPv6Any, string text => IPAddress.Parse(text.Trim('[', ']')) };
        string configured = notifications.GetActiveNotifications()[0].Address;
        // Port 0 is any port: the recorded one was bitcoind's luck.
        int port = configured.EndsWith(":0", StringComparison.Ordinal) ? new Uri(notifications.GetBoundEndpoint(configured)).Port : int.Parse(local[(colon + 1)..]);
        Assert.That(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), Does.Contain(new IPEndPoint(address, port)));
        if (local.StartsWith('*'))
        {
            // v6only is off: IPv4 gets in too.
            using TcpClient client = new();
            Assert.That(() => client.Connect(IPAddress.Loopback, port), Throws.Nothing);
        }
    }

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString()!);

    /// <summary>Ports, paths, and what was there before the node started.</summary>
    private sealed class Surroundings : IDisposable
    {
        private readonly TcpListener? _inUse;
        private readonly Socket? _unixInUse;
        private readonly string _socket;
        private readonly Dictionary<string, string> _placeholders;

        public Surroundings(string name)
        {
            int length = name switch { "unix-path-107" => 107, "unix-path-200" => 200, _ => 0 };
            _socket = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")).PadRight(length, 'x');
            _placeholders = new() { ["{PORT}"] = $"{FreePort()}", ["{PORT2}"] = $"{FreePort()}", ["{SOCKET}"] = _socket };
            switch (name)
            {
                case "port-in-use-after-a-good-one":
                    _inUse = new TcpListener(IPAddress.Loopback, int.Parse(_placeholders["{PORT}"]));
                    _inUse.Start();
                    break;
                case "unix-over-regular-file":
                    File.WriteAllText(_socket, "not a socket");
                    break;
                case "unix-in-use":
                    _unixInUse = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    _unixInUse.Bind(new UnixDomainSocketEndPoint(_socket));
                    _unixInUse.Listen();
                    break;
            }
        }

        public string Replace(string text) => _placeholders.Aggregate(text, (result, pair) => result.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

        public void Dispose()
        {
            _inUse?.Dispose();
            _unixInUse?.Dispose();
            File.Delete(_socket);
        }

        private static int FreePort()
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
