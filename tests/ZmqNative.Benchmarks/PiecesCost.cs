using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ZmqNative.Benchmarks;

/// <summary>What the small pieces cost that everything is made of.</summary>
internal static class PiecesCost
{
    internal static void Run(TextWriter output)
    {
        // In this process: nothing has to be restored or built, and machines without a network can do it.
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet"));
        Summary summary = BenchmarkRunner.Run<Pieces>(config);
        AccumulationLogger table = new();
        MarkdownExporter.GitHub.ExportToLog(summary, table);
        // Names with spaces come in escaped quotation marks.
        output.WriteLine(table.GetLog().Replace("&#39;", string.Empty, StringComparison.Ordinal));
    }
}
