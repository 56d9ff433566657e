using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

// Publishes what a running bitcoind publishes on an address of its own, with all five topics and
// without a restart of the node: what the node does not send itself is derived (hashtx from rawtx,
// hashblock from rawblock), and blocks that were missed while there was no connection are fetched
// by RPC and published in order. It is for where the node itself must not be reached, or where more
// topics are needed than the node was started with. The tool does the same with zmqnative publish
// --node; this is the way to do it within a program.
//
// Start bitcoind with rawtx, rawblock and sequence on one address (or with none of them, then all
// is queried by RPC, more slowly), and then:
//
//     dotnet run --project examples/Relay -- \
//         http://127.0.0.1:8332 ~/.bitcoin/.cookie tcp://127.0.0.1:28400
//
// The node may be down at the beginning and restart at any time. Ctrl-C or SIGTERM ends it.
if (args.Length != 3)
{
    Console.Error.WriteLine("Usage: Relay RPC-URL COOKIE-FILE ADDRESS");
    return 1;
}
using CancellationTokenSource stop = new();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// With LogLevel.Debug the notification interface writes Core's own lines, one for each message.
using ILoggerFactory logging = LoggerFactory.Create(builder => builder
    .AddSimpleConsole(console => console.SingleLine = true)
    .SetMinimumLevel(LogLevel.Information));
ILogger logger = logging.CreateLogger("Relay");

try
{
    using NodeRpc rpc = new(new Uri(args[0]), args[1]);
    RunningNode node = new(rpc);
    ZmqNotificationOptions options = new()
    {
        PubHashBlock = { args[2] },
        PubHashTransaction = { args[2] },
        PubRawBlock = { args[2] },
        PubRawTransaction = { args[2] },
        PubSequence = { args[2] },
        ThrowOnStartFailure = true,
    };
    using NotificationInterface notifications = new(options, new NotifierFactories(node.TryReadBlock), logging);
    notifications.Initialize();
    foreach (ActiveNotification active in notifications.GetActiveNotifications())
    {
        string endpoint = notifications.GetBoundEndpoint(active.Address);
        logger.LogInformation("Publishing {Type} on {Endpoint}", active.Type, endpoint);
    }
    node.StatusChanged += status => logger.LogInformation("{State}: {Reason}", status.State, status.Reason);
    await node.RunAsync(notifications, stop.Token);
    return 0;
}
catch (Exception exception) when (exception is NotificationStartException or InvalidDataException
    or FormatException or ArgumentException)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
