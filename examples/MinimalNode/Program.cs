using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

// A node in one file that publishes its events as bitcoind does. It invents what it has: every
// second a transaction that enters the mempool, and a block that confirms it. Between a node and
// its subscribers there are ten lines: options, a way to read a block again, and the calls of
// INodeEvents where things happen. Replace the invented chain by yours and keep those.
//
//     dotnet run --project examples/MinimalNode -- tcp://127.0.0.1:28332
//
// Watch it with the example Consumer, with `zmqnative subscribe tcp://127.0.0.1:28332` or with any
// subscriber written for bitcoind. Ctrl-C or SIGTERM ends it.
string address = args.Length > 0 ? args[0] : "tcp://127.0.0.1:28332";
using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    timer.Dispose();
}
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// The node's state: the tip and the block there, the last coinbase, and the mempool's own counter.
BlockIndex? tip = null;
byte[] tipBytes = [];
Transaction coinbase = Pay(spent: default, output: uint.MaxValue, height: 0);
ulong mempoolSequence = 1;

ZmqNotificationOptions options = new()
{
    PubHashBlock = { address },
    PubRawBlock = { address },
    PubRawTransaction = { address },
    PubSequence = { address },
    ThrowOnStartFailure = true,
};
// Gives the bytes of a block to pubrawblock; this node keeps only those of its tip.
NotifierFactories factories = new((index, body) =>
{
    body.Write(tipBytes);
    return index == tip;
});
using NotificationInterface notifications = new(options, factories);
try
{
    notifications.Initialize();
}
catch (NotificationStartException exception)
{
    Console.Error.WriteLine($"{exception.Message.TrimEnd('.')}.");
    return 1;
}
Console.WriteLine($"publishing on {notifications.GetBoundEndpoint(address)}");

while (await timer.WaitForNextTickAsync())
{
    Transaction transaction = Pay(coinbase.Id, output: 0, height: 0);
    notifications.TransactionAddedToMempool(transaction, mempoolSequence++);

    int height = (tip?.Height ?? 0) + 1;
    coinbase = Pay(spent: default, output: uint.MaxValue, height);
    tipBytes = Mine(tip?.Hash ?? default, coinbase, transaction);
    Block block = Block.Parse(tipBytes);
    BlockIndex? fork = tip;
    tip = new BlockIndex(block.Hash, height);
    notifications.BlockConnected(ChainstateRole.Normal, block, tip);
    notifications.UpdatedBlockTip(tip, fork, initialDownload: false);
    Console.WriteLine($"block {height} {block.Hash} with transaction {transaction.Id}");
}
return 0;

// A transaction of one input and one output that anyone may spend (OP_TRUE). A coinbase begins its
// input script with the height, so that no two have the same id.
static Transaction Pay(Hash256 spent, uint output, int height) => Transaction.Parse((byte[])
[
    .. BitConverter.GetBytes(2), 1, .. spent.Span, .. BitConverter.GetBytes(output),
    5, 4, .. BitConverter.GetBytes(height), .. BitConverter.GetBytes(uint.MaxValue),
    1, .. BitConverter.GetBytes(5_000_000_000L), 1, 0x51, .. BitConverter.GetBytes(0),
]);

// The header of 80 bytes, without proof of work, and the two transactions.
static byte[] Mine(Hash256 previous, Transaction coinbase, Transaction transaction)
{
    byte[] merkleRoot = SHA256.HashData(SHA256.HashData([.. coinbase.Id.Span, .. transaction.Id.Span]));
    uint time = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    return
    [
        .. BitConverter.GetBytes(0x20000000), .. previous.Span, .. merkleRoot,
        .. BitConverter.GetBytes(time), .. BitConverter.GetBytes(0x207fffff), .. BitConverter.GetBytes(0),
        2, .. coinbase.Raw.Span, .. transaction.Raw.Span,
    ];
}
