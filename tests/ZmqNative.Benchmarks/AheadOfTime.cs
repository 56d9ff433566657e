namespace ZmqNative.Benchmarks;

/// <summary>This program compiled ahead of time, which the task Bench does, and what it says of publishing and receiving.</summary>
internal static class AheadOfTime
{
    internal static void Run(TextWriter output)
    {
        string program = Repository.Place("artifacts", "bench", "aheadoftime", "ZmqNative.Benchmarks");
        output.WriteLine("\n## Compiled ahead of time");
        output.Write(Child.Run(program, "publish", "receive") ?? throw new InvalidOperationException($"{program} failed, or is not there: the task Bench makes it."));
    }
}
