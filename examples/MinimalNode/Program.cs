using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

// What a node has: a block, its place in the chain, and a way to read it again.
byte[] raw = File.ReadAllBytes(args[0]);
Block block = Block.Parse(raw);
BlockIndex tip = new(block.Hash, Height: 1);
bool ReadBlock(BlockIndex index, ZmqNative.Interop.ZmqMessage body)
{
    body.Adopt(raw);
    return true;
}

ZmqNotificationOptions options = new()
{
    PubHashTransaction = { "tcp://127.0.0.1:28332" },
    PubRawBlock = { "tcp://127.0.0.1:28332" },
    OnStartFailure = StartFailurePolicy.Throw,
};
using NotificationInterface notifications = new(options, new NotifierFactories(ReadBlock));
notifications.Initialize();

// What a node tells, from any thread.
notifications.BlockConnected(ChainstateRole.Normal, block, tip);
notifications.UpdatedBlockTip(tip, fork: null, initialDownload: false);
Console.WriteLine($"{notifications.MessagesPublished} messages published");
