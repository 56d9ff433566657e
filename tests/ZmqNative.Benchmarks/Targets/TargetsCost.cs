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
        ("publish", PublishTarget.Run), ("receive", ReceiveTarget.Run), ("pause", PauseTarget.Run), ("roundtrips", RoundTripTarget.Run),
        ("there", ThereTarget.Run), ("crowd", CrowdTarget.Run), ("many", ManyTarget.Run),
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

    /// <summary>What a worker of such a process does.</summary>
    internal static void Work(string[] arguments)
    {
        switch (arguments)
        {
            case [CrowdTarget.WorkerName, string waiting]:
                CrowdTarget.Work(waiting);
                break;
            case [ManyTarget.WorkerName, string transport, string how]:
                ManyTarget.Work(transport, how);
                break;
            default:
                throw new ArgumentException("There is no such worker.", nameof(arguments));
        }
    }

    // At once, since a part takes minutes.
    private static void Write(TextWriter output, string text)
    {
        Console.Error.WriteLine(text);
        output.WriteLine(text);
    }

    private static void RunOne(TextWriter output, string name)
    {
        List<Round> rounds = [];
        for (int run = 0; run < Runs; run++)
        {
            string text = Benchmarks.Child.Run(Environment.ProcessPath!, [.. PeersCost.Self(), Argument, name])
                ?? throw new InvalidOperationException($"The target {name} could not be measured.");
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith('{'))
                {
                    rounds.Add(JsonSerializer.Deserialize<Round>(line)!);
                }
                else
                {
                    Write(output, $"\n{line}");
                }
            }
        }
        foreach (IGrouping<string, Round> row in rounds.GroupBy(round => round.Row))
        {
            StringWriter table = new(CultureInfo.InvariantCulture);
            RowTable.Write(table, [.. row], Runs);
            Write(output, table.ToString().TrimEnd());
        }
    }
}
