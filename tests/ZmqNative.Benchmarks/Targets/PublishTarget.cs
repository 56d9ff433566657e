using ZmqNative.Bitcoin;
using ZmqNative.Publishing;
using static ZmqNative.Benchmarks.Baseline.Baseline;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>Publishing to one subscriber over tcp, against the calls Bitcoin Core makes for it.</summary>
internal static class PublishTarget
{
    private const string Ours = "NotificationInterface";

    internal static void Run(TextWriter output)
    {
        string[] one = ["tcp://127.0.0.1:*"];
        Run(output, "hashtx published to a subscriber", 20_000, new() { PubHashTransaction = one }, ("hashtx", 32));
        ZmqNotificationOptions three = new() { PubHashTransaction = one, PubRawTransaction = one, PubSequence = one };
        Run(output, "hashtx, rawtx and sequence of a transaction", 8_000, three, ("hashtx", 32), ("rawtx", 250), ("sequence", 41));
    }

    private static void Run(TextWriter output, string name, int count, ZmqNotificationOptions options, params (string Topic, int Length)[] parts)
    {
        using PublishRig rig = new(options, [], parts);
        Contestant ours = rig.Transactions(Ours, new(new Hash256(new byte[Hash256.Length]), new byte[250]));
        using Drain drain = new(rig.Endpoints, 1, parts.Length, () => ours.Work(1));
        Way Make(Contestant one) => new(one.Name, () =>
        {
            drain.Begin(count);
            Cost cost = Way.OfThread(one.Name, count, one.Work, baseline_thread_time).Measure();
            drain.End();
            return cost;
        });
        new Row(name, "ns of the thread", [Make(rig.AsCore), Make(rig.AtLimit), Make(ours)], [new(Ours, rig.AsCore.Name, 1.15)]).Run(output);
    }
}
