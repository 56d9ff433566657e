using System.Globalization;
using System.Runtime.InteropServices;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

// Follows a node's best chain and prints each block that is connected to it or disconnected from
// it, without a hole: the first line stands on the block at the height given, and every line
// follows from the one before, through lost messages, reorganisations and restarts of the node. The
// notifications are only hints that something has changed; what has changed is queried by RPC.
//
// Start bitcoind with -zmqpubsequence=tcp://127.0.0.1:28332 (or -zmqpubhashblock), and then:
//
//     dotnet run --project examples/BlockFollower -- http://127.0.0.1:8332 ~/.bitcoin/.cookie 99
//
// The height is that of the last block you have (default: the current tip). The address of the
// notifications is queried by RPC, too. Ctrl-C or SIGTERM ends the program; the last height printed
// is the one to go on from.
if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("Usage: BlockFollower RPC-URL COOKIE-FILE [HEIGHT]");
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

try
{
    using NodeRpc rpc = new(new Uri(args[0]), args[1]);
    PublisherDiscovery publishers = await PublisherDiscovery.FindAsync(rpc, ["hashblock", "sequence"], stop.Token);
    if (publishers.Addresses.Count == 0)
    {
        Console.Error.WriteLine("The node publishes neither hashblock nor sequence: set -zmqpubsequence=ADDRESS.");
        return 1;
    }
    Hash256 start = args.Length == 3
        ? await rpc.GetBlockHashAsync(int.Parse(args[2], CultureInfo.InvariantCulture), stop.Token)
        : await rpc.GetBestBlockHashAsync(stop.Token);
    BlockFollower follower = new(rpc, start);

    await using NotificationSubscriber subscriber = new(new()
    {
        Addresses = [.. publishers.Addresses],
        Topics = { "hashblock", "sequence" },
    });
    Console.WriteLine($"following from {start} at {string.Join(", ", publishers.Addresses)}");
    await foreach (StreamItem item in subscriber.WithCancellation(stop.Token))
    {
        // Every item goes to the follower, which decides what is worth a query.
        await foreach (ChainStep step in follower.ObserveAsync(item, stop.Token))
        {
            string change = step.IsConnected ? "connected" : "disconnected";
            Console.WriteLine($"{change} {step.Height} {step.Hash}");
        }
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // The end that was asked for.
}
catch (Exception exception)
    when (exception is RpcException or InvalidDataException or FormatException or ArgumentException)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
return 0;
