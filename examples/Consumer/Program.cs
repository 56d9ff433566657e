using System.Runtime.InteropServices;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Subscribing;

// Prints the transactions and blocks that a bitcoind publishes, and keeps account of what it has
// missed. ZMQ delivers at most once: a publisher drops messages when its queue for a subscriber is
// full, and whatever it publishes while there is no connection is gone. A consumer that matters
// therefore handles four events besides the notifications: Gap, PublisherRestarted, Discontinuity
// and Disconnected. Here they are printed and counted; a wallet would now query the node for what
// is missing, as the example BlockFollower does.
//
// Start bitcoind with -zmqpubrawtx=tcp://127.0.0.1:28332 -zmqpubrawblock=tcp://127.0.0.1:28332, or
// the example MinimalNode instead of it, and then:
//
//     dotnet run --project examples/Consumer -- tcp://127.0.0.1:28332 rawtx rawblock
//
// Without topics it subscribes to all there are. Ctrl-C or SIGTERM ends it with a summary.
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: Consumer ADDRESS [TOPIC...], such as tcp://127.0.0.1:28332 rawtx rawblock");
    return 1;
}
long received = 0, lost = 0;
int breaks = 0;
bool isConnected = false;
NotificationSubscriber subscriber;
try
{
    subscriber = new NotificationSubscriber(new() { Addresses = { args[0] }, Topics = [.. args[1..]] });
}
catch (Exception exception) when (exception is ZmqException or ArgumentException)
{
    Console.Error.WriteLine($"Cannot subscribe to '{args[0]}': {exception.Message.TrimEnd('.')}.");
    return 1;
}
await using NotificationSubscriber ending = subscriber;

// Disposing of the subscriber ends the stream, so that the loop below ends in an orderly way.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    subscriber.Dispose();
}
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

Console.WriteLine($"subscribed to {(args.Length > 1 ? string.Join(", ", args[1..]) : "everything")} at {args[0]}");
await foreach (StreamItem item in subscriber)
{
    received += item is Notification ? 1 : 0;
    switch (item)
    {
        case Gap gap:
            // Lost within one connection: the message sequence gives the exact number.
            lost += gap.Lost;
            break;
        case Dropped dropped:
            // Not by the publisher but here, with OverflowPolicy.DropOldest or DropNewest.
            lost += dropped.Count;
            break;
        case HandshakeDone:
            isConnected = true;
            break;
        case Disconnected when isConnected:
            // What is published until the next connection is not counted anywhere.
            // PublisherRestarted and Discontinuity come with the first message of a topic after it:
            // for the same break.
            isConnected = false;
            breaks++;
            break;
    }
    if (Describe(item) is { } line)
    {
        Console.WriteLine(line);
    }
}
Console.WriteLine($"{received} messages received, {lost} lost, {breaks} breaks with an unknown loss");
return 0;

static string? Describe(StreamItem item) => item switch
{
    RawTransaction raw => $"transaction {Read(raw, body => Transaction.Parse(body).Id)}, {raw.Body.Length} bytes",
    HashTransaction hash => $"transaction {hash.TxId}",
    RawBlock raw => $"block {Read(raw, body => Block.Parse(body).Hash)}, {raw.Body.Length} bytes",
    HashBlock hash => $"new tip {hash.Hash}",
    BlockConnected connected => $"connected {connected.Hash}",
    BlockDisconnected disconnected => $"disconnected {disconnected.Hash}",
    TransactionAdded added => $"added to the mempool {added.TxId}",
    TransactionRemoved removed => $"removed from the mempool {removed.TxId}",
    Notification other => $"{other.Topic}",
    Gap gap => $"MISSED: {gap.Lost} of {gap.Topic} before number {gap.Received}, since the publisher's queue was full",
    Dropped dropped => $"MISSED: {dropped.Count} of {dropped.Topic}, since this program was too slow",
    PublisherRestarted restart => $"MISSED: {restart.Topic} from number {restart.Expected} to the publisher's restart",
    Discontinuity jump => $"MISSED: {jump.Topic} from number {jump.Expected} on; it continues with {jump.Received}",
    Malformed bad => $"MALFORMED: {bad.Topic}: {bad.Reason}",
    Disconnected broken => $"DISCONNECTED: {broken.Reason}",
    HandshakeDone => $"CONNECTED: {item.Source}",
    Waiting waiting => $"WAITING: {waiting.Source}: {waiting.Reason}",
    _ => null,
};

// The body of a raw topic comes from the network: it may be anything.
static string Read(RawNotification raw, Func<ReadOnlyMemory<byte>, Hash256> read)
{
    try
    {
        return $"{read(raw.BodyMemory)}";
    }
    catch (InvalidDataException exception)
    {
        return $"that cannot be read ({exception.Message})";
    }
}
