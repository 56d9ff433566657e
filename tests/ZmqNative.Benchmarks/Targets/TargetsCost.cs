using System.Globalization;
using System.Text.Json;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks.Targets;

/// <summary>What is asked of the libraries, in rows of counted rounds from three runs, each a process of its own.</summary>
internal static class TargetsCost
{
    internal const string Argument = "--target";

    private const int Runs = 3;

    private static readonly (string Name, Action<TextWriter> Run)[] s_targets =
    [
        ("publish", PublishTarget.Run), ("receive", ReceiveTarget.Run),
    ];

    internal static void Run(TextWriter output)
    {
        output.WriteLine($"\nlibzmq {ZmqLibrary.Version}; a round counts when its control pair is within 5 %.");
        foreach ((string name, _) in s_targets)
        {
            RunOne(output, name);
        }
    }

    /// <summary>What such a process does: writes its rounds.</summary>
    internal static void Child(string name) => s_targets.First(target => target.Name == name).Run(Console.Out);

    private static void RunOne(TextWriter output, string name)
    {
        List<Round> rounds = [];
        for (int run = 0; run < Runs; run++)
        {
            string text = Benchmarks.Child.Run(Environment.ProcessPath!, [.. PeersCost.Self(), Argument, name])
                ?? throw new InvalidOperationException($"The target {name} could not be measured.");
            rounds.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Round>(line)!));
        }
        foreach (IGrouping<string, Round> row in rounds.GroupBy(round => round.Row))
        {
            StringWriter table = new(CultureInfo.InvariantCulture);
            RowTable.Write(table, [.. row], Runs);
            Console.Write(table);
            output.Write(table);
        }
    }
}
