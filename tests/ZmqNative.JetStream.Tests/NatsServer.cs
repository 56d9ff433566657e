using System.Diagnostics;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ZmqNative.JetStream.Tests;

/// <summary>A real nats-server with JetStream, in a folder of its own. It keeps port and store over kills and restarts.</summary>
internal sealed class NatsServer : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string Program = "nats-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-nats-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    private NatsServer(int port, string[] arguments) => (Port, _arguments) = (port, arguments);

    internal int Port { get; }

    internal string Address => $"nats://127.0.0.1:{Port}";

    internal string Folder => _folder;

    /// <summary>Starts a server and waits until it answers. Skips the running test where there is none.</summary>
    /// <param name="configuration">More of a configuration file.</param>
    internal static NatsServer Start(string configuration = "")
    {
        NatsServer server = new(NodeTests.Port.Free(), []);
        server.Configure(configuration);
        server.Launch();
        return server;
    }

    /// <summary>Starts servers that form a cluster, and waits until each answers.</summary>
    internal static NatsServer[] StartCluster(int count = 3)
    {
        int[] routes = [.. Enumerable.Range(0, count).Select(_ => NodeTests.Port.Free())];
        NatsServer[] servers = [.. routes.Select(route => new NatsServer(NodeTests.Port.Free(),
            ["--name", $"server-{route}", "--cluster_name", "tests", "--cluster", $"nats://127.0.0.1:{route}", "--routes", string.Join(',', routes.Select(one => $"nats://127.0.0.1:{one}"))]))];
        Array.ForEach(servers, server => server.Configure(string.Empty));
        Array.ForEach(servers, server => server.Launch());
        return servers;
    }

    /// <summary>Waits until stream and lease have a leader and all their replicas are in step, so that one server can be killed.</summary>
    internal static async Task WaitUntilWholeAsync(NatsServer[] servers)
    {
        await using NatsConnection connection = new(NatsOpts.Default with { Url = string.Join(',', servers.Select(server => server.Address)) });
        NatsJSContext context = new(connection);
        using CancellationTokenSource deadline = new(Deadline);
        foreach (string stream in (string[])["bitcoin-regtest", "KV_bitcoin-regtest-lease"])
        {
            while (!await IsWholeAsync(context, stream, deadline.Token))
            {
                deadline.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<bool> IsWholeAsync(NatsJSContext context, string stream, CancellationToken cancellationToken)
    {
        try
        {
            return (await context.GetStreamAsync(stream, cancellationToken: cancellationToken)).Info.Cluster is { Leader.Length: > 0, Replicas: { Count: 2 } others }
                && others.All(one => one is { Current: true, Offline: false });
        }
        catch (NatsException)
        {
            return false;
        }
    }

    internal void Configure(string configuration) => File.WriteAllText(Path.Combine(_folder, "server.conf"), configuration);

    internal bool IsRunning => _process is not null;

    /// <summary>Starts it and waits until it listens.</summary>
    internal void Launch()
    {
        string? program = Environment.GetEnvironmentVariable("PATH")?.Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
        Prerequisite.Require(program is not null, "nats-server", "it is not in PATH: apt-get install nats-server");
        _process = Process.Start(new ProcessStartInfo(program!,
            ["-js", "-sd", Path.Combine(_folder, "store"), "-a", "127.0.0.1", "-p", $"{Port}", "-l", Path.Combine(_folder, "log"), "-c", Path.Combine(_folder, "server.conf"), .. _arguments]))!;
        bool ready = SpinWait.SpinUntil(() => _process.HasExited || CanConnect(), Deadline);
        if (!ready || _process.HasExited)
        {
            throw new InvalidOperationException($"nats-server did not start: {Log}");
        }
    }

    internal string Log => File.Exists(Path.Combine(_folder, "log")) ? File.ReadAllText(Path.Combine(_folder, "log")) : "no log";

    /// <summary>kill -9.</summary>
    internal void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            Assert.That(process.WaitForExit(Deadline), Is.True);
            process.Dispose();
            _process = null;
        }
    }

    internal NatsConnection Connect() => new(NatsOpts.Default with { Url = Address });

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private bool CanConnect()
    {
        try
        {
            using System.Net.Sockets.TcpClient client = new("127.0.0.1", Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
