using System.Diagnostics;
using System.Runtime.InteropServices;
using ZmqNative.Interop;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>One relay in a process of its own, so that its processor time is its own.</summary>
internal static class RelayChild
{
    internal const string Argument = "relay-child";
    internal const string Proxy = "proxy";
    internal const string Loop = "loop";
    internal const string Derive = "derive";

    /// <summary>Of the thread that C has for itself.</summary>
    internal const string ThreadName = "relay";

    /// <summary>Relays until its standard input ends.</summary>
    /// <param name="arguments">
    /// How: proxy, loop, derive, or the topics to publish; upstream and downstream endpoint; and, where there is a node, its RPC and its cookie.
    /// </param>
    internal static void Run(string[] arguments)
    {
        Thread thread = new(() => Relay(arguments)) { IsBackground = true, Name = ThreadName };
        thread.Start();
        _ = Console.In.ReadToEnd();
        Environment.Exit(0);
    }

    /// <summary>Starts a relay that publishes all topics.</summary>
    internal static Process Start(params string[] addresses)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Argument, string.Join(',', HourTraffic.Topics), .. addresses]) { RedirectStandardInput = true };
        // The library is there already: this compiler does nothing.
        start.Environment["CXX"] = "true";
        start.Environment["ZMQNATIVE_LIBRARY_PATH"] = ZmqLibrary.Path;
        return Process.Start(start)!;
    }

    private static void Relay(string[] arguments)
    {
        (string how, string upstream, string downstream) = (arguments[0], arguments[1], arguments[2]);
        if (how is not (Proxy or Loop or Derive))
        {
            // Without a node its RPC is asked in vain for what may have been missed before, and messages take the longer way.
            using NodeRpc rpc = arguments is [.., var node, var cookie] && arguments.Length == 5
                ? new(new Uri(node), RpcCredentials.Cookie(cookie)) : new(new Uri("http://127.0.0.1:1"), RpcCredentials.Password("nobody", string.Empty));
            RelayAsync(rpc, how.Split(','), upstream, downstream).GetAwaiter().GetResult();
            return;
        }
        bool proxy = how == Proxy;
        using ZmqContext context = new();
        using ZmqSocket from = new(context, proxy ? ZmqSocketType.XSubscribe : ZmqSocketType.Subscribe), to = new(context, proxy ? ZmqSocketType.XPublish : ZmqSocketType.Publish);
        from.ReceiveHighWatermark = to.SendHighWatermark = 0;
        if (!proxy)
        {
            from.Subscribe([]);
        }
        to.Bind(downstream);
        from.Connect(upstream);
        (how switch { Proxy => (Action<nint, nint>)baseline_relay_proxy, Loop => baseline_relay_loop, _ => Deriving })(from.DangerousGetHandle(), to.DangerousGetHandle());
    }

    private static void Deriving(nint from, nint to) => baseline_relay_derive(from, to, NativeLibrary.GetExport(NativeLibrary.Load(RelayHash.File), RelayHash.Function));

    // As the tool makes it.
    private static async Task RelayAsync(NodeRpc rpc, string[] topics, string upstream, string downstream)
    {
        RunningNode node = new(rpc, upstream);
        NotifierFactories factories = new(node.TryReadBlock);
        string[] arguments = [.. topics.SelectMany(topic => (string[])[$"-zmqpub{topic}={downstream.Replace("ipc://", "unix:", StringComparison.Ordinal)}", $"-zmqpub{topic}hwm=0"])];
        using NotificationInterface notifications = new(BitcoinArguments.Parse(arguments, factories).ToNotificationOptions(), factories);
        _ = notifications.Initialize();
        await node.RunAsync(notifications, CancellationToken.None);
    }
}
