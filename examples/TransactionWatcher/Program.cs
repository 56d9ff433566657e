using System.Runtime.InteropServices;
using NBitcoin;
using NBitcoin.DataEncoders;
using TransactionWatcher;
using ZmqNative.Interop;
using ZmqNative.NBitcoin;
using ZmqNative.Subscribing;

// Watches addresses and scripts in a node's live stream: prints each transaction that pays one of
// them, or spends from one of them, when it is first seen, and again when a block confirms it. The
// parsing is NBitcoin's.
//
// A spend is recognised by the output it spends, which was seen here before. An input does not say
// whose the output was: what was paid before this program started has to be queried from the node.
//
// Start bitcoind with -zmqpubrawtx=tcp://127.0.0.1:28332 -zmqpubrawblock=tcp://127.0.0.1:28332, and
// then, with the network main, testnet, signet or regtest, and addresses or scripts in hexadecimal:
//
//     dotnet run --project examples/TransactionWatcher -- \
//         tcp://127.0.0.1:28332 main 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
//
// What was lost on the way is printed as such: a wallet would then query the node. Ctrl-C or SIGTERM
// ends it.
if (args.Length < 3)
{
    Console.Error.WriteLine("Usage: TransactionWatcher PUBLISHER NETWORK ADDRESS-OR-SCRIPT...");
    return 1;
}
Network network;
WatchList watched;
NotificationSubscriber subscriber;
try
{
    network = Network.GetNetwork(args[1]) ?? throw new ArgumentException($"There is no network '{args[1]}'");
    watched = new WatchList(args[2..].Select(text => (text, ReadScript(text, network))));
    subscriber = new NotificationSubscriber(new() { Addresses = { args[0] }, Topics = { "rawtx", "rawblock" } });
}
catch (Exception exception) when (exception is ZmqException or ArgumentException or FormatException)
{
    Console.Error.WriteLine($"Cannot watch {string.Join(' ', args[2..])} at '{args[0]}': {exception.Message.TrimEnd('.')}.");
    return 1;
}
await using NotificationSubscriber ending = subscriber;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    subscriber.Dispose();
}
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

Console.WriteLine($"watching {watched.Count} at {args[0]}");
await foreach (StreamItem item in subscriber)
{
    try
    {
        switch (item)
        {
            // It comes when it enters the mempool, and again with its block: the second time is
            // silent, unless the first was before this program.
            case RawTransaction raw:
                Print("seen", watched.Observe(raw.ToNBitcoin(network)));
                break;
            case RawBlock raw:
                foreach (Transaction transaction in raw.ToNBitcoin(network).Transactions)
                {
                    Print("confirmed", watched.Confirm(transaction));
                }
                break;
            case StreamEvent { MayHaveLostMessages: true }:
                Console.WriteLine($"LOST: transactions may be missing here ({item.GetType().Name})");
                break;
        }
    }
    catch (InvalidDataException exception)
    {
        // The body comes from the network: it may be anything.
        Console.WriteLine($"UNREADABLE: {exception.Message}");
    }
}
return 0;

static void Print(string when, IEnumerable<WatchedChange> changes)
{
    foreach (WatchedChange change in changes)
    {
        (string verb, string preposition) = change.IsPayment ? ("pays", "to") : ("spends", "of");
        Console.WriteLine($"{when}: {change.Transaction} {verb} {change.Amount} {preposition} {change.Name}");
    }
}

static Script ReadScript(string text, Network network)
{
    try
    {
        return BitcoinAddress.Create(text, network).ScriptPubKey;
    }
    catch (FormatException) when (text.Length > 0 && HexEncoder.IsWellFormed(text))
    {
        return new Script(Encoders.Hex.DecodeData(text));
    }
}
