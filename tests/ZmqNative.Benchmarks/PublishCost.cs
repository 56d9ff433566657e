using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Publishing;

namespace ZmqNative.Benchmarks;

/// <summary>What a node event costs the thread that tells it, against the calls Bitcoin Core makes for it and against the least calls there can be.</summary>
internal static class PublishCost
{
    private const int Block = 1_500_000;

    private static readonly BlockIndex s_tip = new(Hash(1), 1);
    private static readonly Transaction s_transaction = new(Hash(3), new byte[250]);

    internal static void Run(TextWriter output)
    {
        string[] one = ["tcp://127.0.0.1:*"], five = [.. Enumerable.Range(1, 5).Select(i => $"tcp://127.0.0.{i}:*")];
        (string Topic, int Length)[] hash = [("hashtx", 32)], three = [("hashtx", 32), ("rawtx", 250), ("sequence", 41)], block = [("rawblock", Block)];
        static Contestant Added(PublishRig rig) => rig.Transactions("NotificationInterface", s_transaction);
        static Contestant Tip(PublishRig rig) => rig.Tips("NotificationInterface", s_tip);
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
        TextWriter output, string what, bool subscribed, int count, ZmqNotificationOptions options, (string Topic, int Length)[] parts, Func<PublishRig, Contestant> tell)
    {
        using PublishRig rig = new(options, new byte[Block], parts);
        Contestant ours = tell(rig);
        using Drain? drain = subscribed ? new(rig.Endpoints, 1, parts.Length, () => ours.Work(1)) : null;
        new SideBySide(what, count, () => drain?.Begin(count), () => drain?.End(), rig.AsCore, rig.AtLimit, ours).Run(output);
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
