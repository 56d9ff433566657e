using System.Globalization;
using ZmqNative.Benchmarks;
using ZmqNative.Benchmarks.Baseline;
#if !AHEAD_OF_TIME
using ZmqNative.Benchmarks.Targets;
#endif

// Without arguments everything; else the parts named. --report=FOLDER: the tables also go to report.md there, a chart of them to report.svg and the curves to curves.svg.
(string Name, Action<TextWriter> Run)[] parts =
[
    ("publish", PublishCost.Run), ("receive", ReceiveCost.Run), ("relay", RelayCost.Run), ("restart", RelayRestartCost.Run), ("storm", RelayStormCost.Run), ("blockfeed", BlockFeed.Run), ("clrzmq4", ZeroMQCost.Run), ("curves", CurvesCost.Run), ("curve", CurveCost.Run), ("hour", HourCost.Run), ("burst", BurstCost.Run),
#if !AHEAD_OF_TIME
    ("jetstream", JetStreamCost.Run), ("peers", PeersCost.Run), ("pieces", PiecesCost.Run), ("targets", TargetsCost.Run), ("history", HistoryCost.Run),
    ("startup", StartUpCost.Run), ("verify", VerifyCost.Run), ("aheadoftime", AheadOfTime.Run),
#endif
];
#if !AHEAD_OF_TIME
if (args is ["--peer", string peer])
{
    Baseline.Load(compiler: null);
    PeersCost.Publish(peer);
    return;
}
// One target alone, with its rounds as lines: the program runs itself so.
if (args is [TargetsCost.Argument, string target])
{
    Baseline.Load(compiler: null);
    TargetsCost.Child(target);
    return;
}
if (args is [HistoryChild.Argument, string messages])
{
    HistoryChild.Run(int.Parse(messages, CultureInfo.InvariantCulture));
    return;
}
if (args is [Worker.Argument, .. var worker])
{
    Baseline.Load(compiler: null);
    TargetsCost.Work(worker);
    return;
}
#endif
const string Report = "--report=";
string? folder = args.FirstOrDefault(argument => argument.StartsWith(Report, StringComparison.Ordinal))?[Report.Length..];
string[] named = [.. args.Where(argument => !argument.StartsWith(Report, StringComparison.Ordinal))];

Baseline.Load(Environment.GetEnvironmentVariable("CXX") ?? "c++");
if (args is [RelayChild.Argument, .. var child])
{
    RelayChild.Run(child);
    return;
}
if (args is [HourChild.Argument, string how, string highWatermark, string blocks])
{
    HourChild.Run(how, int.Parse(highWatermark, CultureInfo.InvariantCulture), int.Parse(blocks, CultureInfo.InvariantCulture));
    return;
}
if (named.Except(parts.Select(part => part.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no part '{unknown}'; there are {string.Join(", ", parts.Select(part => part.Name))}.");
    Environment.ExitCode = 1;
    return;
}
StringWriter report = new(CultureInfo.InvariantCulture);
foreach ((string name, Action<TextWriter> run) in parts)
{
    if (named.Length == 0 || named.Contains(name))
    {
        StringWriter part = new(CultureInfo.InvariantCulture);
        run(part);
        Console.Write(part);
        report.Write(part);
    }
}
if (folder is not null)
{
    Directory.CreateDirectory(folder);
    File.WriteAllText(Path.Combine(folder, "report.md"), report.ToString());
    File.WriteAllText(Path.Combine(folder, "report.svg"), Chart.Draw());
    if (CurvesCost.Curves.Count > 0)
    {
        File.WriteAllText(Path.Combine(folder, "curves.svg"), CurvePlot.Draw(CurvesCost.Curves));
    }
}
