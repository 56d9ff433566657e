using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Node;
using ZmqNative.Notifiers;
using ZmqNative.Options;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks;

/// <summary>What a node event costs the thread that tells it, against the calls Bitcoin Core makes for it and against the least calls there can be.</summary>
internal static unsafe class PublishCost
{
    private const int Block = 1_500_000;

    private static readonly BlockIndex s_tip = new(Hash(1), 1);
    private static readonly BlockIndex s_fork = new(Hash(2), 0);
    private static readonly Transaction s_transaction = new(Hash(3), new byte[250]);

    internal static void Run(TextWriter output)
    {
        string[] one = ["tcp://127.0.0.1:*"], five = [.. Enumerable.Range(1, 5).Select(i => $"tcp://127.0.0.{i}:*")];
        (string Topic, int Length)[] hash = [("hashtx", 32)], three = [("hashtx", 32), ("rawtx", 250), ("sequence", 41)], block = [("rawblock", Block)];
        void Added(NotificationInterface node) => node.TransactionAddedToMempool(s_transaction, 1);
        void Tip(NotificationInterface node) => node.UpdatedBlockTip(s_tip, s_fork, initialDownload: false);
        foreach (bool subscribed in (bool[])[false, true])
        {
            string whom = subscribed ? "one subscriber over tcp" : "no subscriber";
            Compare(output, $"hashtx, {whom}", subscribed, 2_000, new() { PubHashTransaction = one }, hash, Added);
            Compare(output, $"hashtx, rawtx, sequence at one address, {whom}", subscribed, 1_000, AllTopics(one, one, one, one, one), three, Added);
            Compare(output, $"the same at five addresses, {whom}", subscribed, 1_000, AllTopics(five[..1], five[1..2], five[2..3], five[3..4], five[4..]), three, Added);
            Compare(output, $"rawblock of 1.5 MB, {whom}", subscribed, subscribed ? 20 : 100, new() { PubRawBlock = one }, block, Tip);
        }
    }

    private static void Compare(
        TextWriter output, string what, bool subscribed, int count, ZmqNotificationOptions options, (string Topic, int Length)[] parts, Action<NotificationInterface> tell)
    {
        byte[] raw = new byte[Block];
        options.PubHashBlockHighWatermark = options.PubHashTransactionHighWatermark = options.PubRawBlockHighWatermark = 0;
        options.PubRawTransactionHighWatermark = options.PubSequenceHighWatermark = 0;
        options.OnStartFailure = StartFailurePolicy.Throw;
        using NotificationInterface node = new(options, new NotifierFactories((_, body) =>
        {
            body.Adopt(raw);
            return true;
        }));
        node.Initialize();
        // C++ uses the same sockets.
        Dictionary<string, nint> sockets = [];
        node.Notify(sockets, static (notifier, sockets) =>
        {
            sockets[notifier.Type["pub".Length..]] = ((PublishNotifier)notifier).Socket!.DangerousGetHandle();
            return true;
        });
        Notification* native = (Notification*)NativeMemory.AllocZeroed((nuint)(parts.Length * sizeof(Notification)));
        for (int i = 0; i < parts.Length; i++)
        {
            (string topic, int length) = parts[i];
            native[i] = new() { Socket = sockets[topic], Topic = (void*)Marshal.StringToCoTaskMemUTF8(topic), TopicLength = (nuint)topic.Length, BodyLength = (nuint)length };
            native[i].Body = NativeMemory.AllocZeroed((nuint)length);
        }
        using Drain? drain = subscribed ? new([.. node.GetActiveNotifications().Select(row => node.GetBoundEndpoint(row.Address)).Distinct()], parts.Length, () => tell(node)) : null;
        new SideBySide(what, count, () => drain?.Begin(count), () => drain?.End(),
            new("C++, Core's calls", count => baseline_publish_as_core(native, parts.Length, count)),
            new("C++, fewest calls", count => baseline_publish_at_limit(native, parts.Length, count)),
            new("NotificationInterface", count =>
            {
                for (int i = 0; i < count; i++)
                {
                    tell(node);
                }
            })).Run(output);
    }

    private static ZmqNotificationOptions AllTopics(string[] hashBlock, string[] hashTransaction, string[] rawBlock, string[] rawTransaction, string[] sequence) => new()
    {
        PubHashBlock = hashBlock,
        PubHashTransaction = hashTransaction,
        PubRawBlock = rawBlock,
        PubRawTransaction = rawTransaction,
        PubSequence = sequence,
    };

    private static Hash256 Hash(byte first) => new([first, .. Encoding.ASCII.GetBytes(new string('h', Hash256.Length - 1))]);
}
