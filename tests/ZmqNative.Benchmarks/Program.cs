using ZmqNative.Benchmarks;
using ZmqNative.Benchmarks.Baseline;

// Without arguments everything; else the parts named.
(string Name, Action<TextWriter> Run)[] parts = [("clrzmq4", ZeroMQCost.Run), ("relay", RelayCost.Run), ("pieces", PiecesCost.Run)];

Baseline.Load(Environment.GetEnvironmentVariable("CXX") ?? "c++");
if (args is [RelayChild.Argument, .. var child])
{
    RelayChild.Run(child);
}
foreach ((string name, Action<TextWriter> run) in parts)
{
    if (args.Length == 0 || args.Contains(name))
    {
        run(Console.Out);
    }
}
