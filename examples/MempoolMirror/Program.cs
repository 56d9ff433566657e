using System.Diagnostics;
using System.Runtime.InteropServices;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

// Keeps a copy of a node's mempool and prints how it changes: a line for each block, and at most
// one a second in between while transactions come and go. Each line has the number of transactions,
// those added and those removed other than by a block (replaced, expired or evicted) since the line
// before. The copy begins with a snapshot by RPC and follows the topic sequence. Another snapshot
// is taken, and printed as such, when messages were lost, when the node has restarted, and at a
// block before which nothing has shown yet that the stream has passed the snapshot.
//
// Start bitcoind with -zmqpubsequence=tcp://127.0.0.1:28332, and then:
//
//     dotnet run --project examples/MempoolMirror -- http://127.0.0.1:8332 ~/.bitcoin/.cookie
//
// The address of the notifications is queried by RPC. Ctrl-C or SIGTERM ends the program.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: MempoolMirror RPC-URL COOKIE-FILE");
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
    PublisherDiscovery publishers = await PublisherDiscovery.FindAsync(rpc, ["sequence"], stop.Token);
    if (publishers.Addresses is not [string address, ..])
    {
        Console.Error.WriteLine("The node does not publish sequence: set -zmqpubsequence=ADDRESS.");
        return 1;
    }
    await using NotificationSubscriber subscriber = new(new() { Addresses = { address }, Topics = { "sequence" } });
    MempoolMirror mirror = new(rpc);
    long added = 0, removed = 0, printed = 0;
    bool isNew = false;
    mirror.StateChanged += state => isNew |= state == MempoolState.Live;
    await foreach (StreamItem item in subscriber.WithCancellation(stop.Token))
    {
        int before = mirror.TransactionIds.Count;
        await mirror.ObserveAsync(item, stop.Token);
        int size = mirror.TransactionIds.Count;
        if (isNew)
        {
            string at = item is BlockConnected connected ? $"block {connected.Hash}, " : "";
            Console.WriteLine($"{at}snapshot: {size} transactions");
            (added, removed, isNew) = (0, 0, false);
            continue;
        }
        added += item is TransactionAdded ? size - before : 0;
        removed += item is TransactionRemoved ? before - size : 0;
        string? reason = item switch
        {
            BlockConnected block => $"block {block.Hash} confirmed {before - size}",
            BlockDisconnected block => $"block {block.Hash} disconnected",
            TransactionAdded or TransactionRemoved when Stopwatch.GetElapsedTime(printed).TotalSeconds >= 1 => "change",
            _ => null,
        };
        if (reason is not null)
        {
            Console.WriteLine($"{reason}: {size} transactions, {added} added, {removed} removed");
            (added, removed, printed) = (0, 0, Stopwatch.GetTimestamp());
        }
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // The end that was asked for.
}
catch (Exception exception) when (exception is RpcException or FormatException or ArgumentException)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
return 0;
