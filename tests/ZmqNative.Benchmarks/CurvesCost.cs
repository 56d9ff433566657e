using ZmqNative.Bitcoin;

namespace ZmqNative.Benchmarks;

/// <summary>How the cost of a notification grows: with subscribers, with notifiers, with the length of its body; and how long a body has to be to be worth giving away.</summary>
internal sealed class CurvesCost : IDisposable
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static readonly BlockIndex s_tip = new(default, 1);
    private static readonly Transaction s_transaction = new(default, new byte[250]);

    private readonly Stack<IDisposable> _used = [];

    /// <summary>What was measured, for the plot.</summary>
    internal static List<Curve> Curves { get; } = [];

    internal static void Run(TextWriter output)
    {
        Func<CurvesCost, Curve>[] curves =
        [
            cost => cost.Subscribers(), cost => cost.Notifiers("at one address", _ => Anywhere), cost => cost.Notifiers("at an address each", i => $"tcp://127.0.0.{i}:*"),
            cost => cost.Lengths("without a subscriber", 0), cost => cost.Lengths("one subscriber over tcp", 1),
            cost => cost.Copies("without a subscriber", 0), cost => cost.Copies("one subscriber over tcp", 1),
        ];
        foreach (Func<CurvesCost, Curve> prepare in curves)
        {
            using CurvesCost cost = new();
            Curve curve = prepare(cost);
            curve.Run(output);
            Curves.Add(curve);
        }
    }

    public void Dispose()
    {
        while (_used.TryPop(out IDisposable? used))
        {
            used.Dispose();
        }
    }

    private Curve Subscribers()
    {
        Curve curve = new("hashtx, by subscribers", "subscribers over tcp on loopback");
        foreach (int subscribers in (int[])[0, 1, 10, 100])
        {
            // None has no place on a logarithmic axis: it stands as far to the left of one as ten to the right.
            curve.Add($"{subscribers}", Math.Max(subscribers, 0.1), 1, HashTransactions([Anywhere], subscribers, 2_000 / Math.Max(1, subscribers / 2)));
        }
        return curve;
    }

    private Curve Notifiers(string where, Func<int, string> address)
    {
        Curve curve = new($"hashtx, by notifiers {where}, without a subscriber", "notifiers");
        foreach (int notifiers in (int[])[1, 2, 3, 5])
        {
            curve.Add($"{notifiers}", notifiers, notifiers, HashTransactions([.. Enumerable.Range(1, notifiers).Select(address)], 0, 1_000));
        }
        return curve;
    }

    private Curve Lengths(string whom, int subscribers)
    {
        Curve curve = new($"rawblock and rawtx, by length, {whom}", "bytes of the body");
        for (int length = 32; length <= 4 << 20; length *= length == 32 ? 8 : 4)
        {
            Transaction transaction = new(default, new byte[length]);
            PublishRig rig = Use(new PublishRig(new() { PubRawBlock = [Anywhere], PubRawTransaction = [Anywhere] }, new byte[length], ("rawblock", length)));
            curve.Add(Name(length), length, 1, Compare(
                rig.Endpoints, subscribers, 1, Count(length), rig.AsCore, rig.AtLimit,
                rig.Tips("rawblock", s_tip), rig.Transactions("rawtx", transaction)));
        }
        return curve;
    }

    private Curve Copies(string whom, int subscribers)
    {
        Curve curve = new($"rawblock, copied or given away, {whom}", "bytes of the body");
        for (int length = 128; length <= 64 << 10; length *= 2)
        {
            CopyRig rig = Use(new CopyRig(new byte[length]));
            curve.Add(Name(length), length, 1, Compare(rig.Endpoints, subscribers, 1, Count(length), rig.Copied, rig.GivenAway));
        }
        return curve;
    }

    private SideBySide HashTransactions(string[] addresses, int subscribers, int count)
    {
        PublishRig rig = Use(new PublishRig(new() { PubHashTransaction = addresses }, [], [.. addresses.Select(_ => ("hashtx", Hash256.Length))]));
        return Compare(rig.Endpoints, subscribers, addresses.Length, count, rig.AsCore, rig.AtLimit, rig.Transactions("NotificationInterface", s_transaction));
    }

    private SideBySide Compare(string[] endpoints, int subscribers, int messages, int count, params Contestant[] contestants)
    {
        Drain? drain = subscribers > 0 ? Use(new Drain(endpoints, subscribers, messages, () => contestants[0].Work(1))) : null;
        return new SideBySide(string.Empty, count, () => drain?.Begin(count), () => drain?.End(), contestants);
    }

    // Last made, first disposed of: subscribers before what they subscribed to.
    private T Use<T>(T used) where T : IDisposable
    {
        _used.Push(used);
        return used;
    }

    // How many bodies of a length go into a chunk.
    private static int Count(int length) => Math.Clamp((8 << 20) / length, 4, 1_000);

    private static string Name(int length) => length < 1 << 10 ? $"{length}" : length < 1 << 20 ? $"{length >> 10} K" : $"{length >> 20} M";
}
