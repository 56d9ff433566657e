using System.Diagnostics;
using System.Globalization;
using ZmqNative.Node.Recordings;
using ZmqNative.Work;

namespace ZmqNative.Cli;

/// <summary>One run of <c>zmqnative verify --blocks</c>.</summary>
internal sealed class VerifyRun
{
    // So that a task takes some milliseconds: less than a heartbeat, more than a message.
    private const int TaskBytes = 1 << 20;
    private const int TaskBlocks = 4096;

    // A pruned folder may have very many of some kind.
    private const int LinesOfAKind = 20;

    private readonly BlockScan _scan = new();
    private readonly HashSet<BlockRecord> _isCopy = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _transactions;
    private int _bad;

    /// <summary>A blocks folder, one of its files, or a file with one block.</summary>
    internal required string Blocks { get; init; }

    /// <summary>The number of processes to start here.</summary>
    internal required int Workers { get; init; }

    /// <summary>
    /// Makes the broker. One that others may reach sends them the blocks; otherwise the workers read
    /// the files.
    /// </summary>
    internal required Func<WorkBroker> CreateBroker { get; init; }

    internal required bool SendsBlocks { get; init; }

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        ProgressLine scanning = new("Read the headers of", "blocks", cancellationToken);
        new BlockSource(Blocks).Scan(_scan, scanning);
        scanning.Finish();
        foreach (string sentence in _scan.Skipped)
        {
            Console.Error.WriteLine(sentence);
        }
        _scan.Damaged.ForEach(Report);
        List<BlockRecord[]> groups = [.. Groups(_scan.Found), .. Groups(Copies())];
        await CheckAsync(groups, cancellationToken);
        Summarize();
        return _bad == 0 ? ExitCode.Success : ExitCode.BadBlocks;
    }

    private async Task CheckAsync(List<BlockRecord[]> groups, CancellationToken cancellationToken)
    {
        using WorkBroker broker = CreateBroker();
        if (SendsBlocks)
        {
            Console.WriteLine($"Further workers: zmqnative verify --connect {broker.Address}");
        }
        using WorkerProcesses processes = new(broker.Address, Workers);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = processes.Failed.ContinueWith(
            _ => end.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        ProgressLine progress = new("Verified", "blocks", end.Token);
        long total = groups.Sum(group => group.Sum(record => (long)record.Length)), bytes = 0;
        int blocks = 0;
        try
        {
            await foreach (WorkResult result in broker.RunAsync(groups.Select(Write), end.Token))
            {
                BlockRecord[] group = groups[(int)result.Index];
                Add(group, Read(group, result));
                blocks += group.Length;
                bytes += group.Sum(record => (long)record.Length);
                progress.Report((blocks, (double)bytes / total));
            }
        }
        catch (OperationCanceledException)
        {
            await (processes.Failed.IsFaulted ? processes.Failed : Task.CompletedTask);
            throw new IOException($"Ended after {blocks} of {groups.Sum(group => group.Length)} blocks.");
        }
        progress.Finish();
    }

    private ReadOnlyMemory<byte> Write(BlockRecord[] group)
    {
        ReadOnlyMemory<byte> task = SendsBlocks ? VerifyTask.WriteBytes(group) : VerifyTask.WritePlaces(group);
        group[0].File.Dispose();
        return task;
    }

    // What no worker could do is done here: a file that cannot be read is the same error then.
    private static VerifyResult Read(BlockRecord[] group, WorkResult result)
    {
        if (result.Error is null)
        {
            return VerifyResult.Read(result.Body, group.Length);
        }
        ReadOnlyMemory<byte> task = VerifyTask.WritePlaces(group);
        return VerifyTask.Do(task, allowPlaces: true, CancellationToken.None);
    }

    private void Add(BlockRecord[] group, VerifyResult result)
    {
        // Transactions of a block that is there twice count once.
        _transactions += _isCopy.Contains(group[0]) ? 0 : result.Transactions;
        foreach ((int index, string sentence) in result.Faults)
        {
            Report($"{group[index]}, block {group[index].Header.Hash}: {sentence}");
        }
    }

    private void Report(string sentence)
    {
        _bad++;
        Console.Error.WriteLine($"Bad: {sentence}");
    }

    private List<BlockRecord> Copies()
    {
        foreach (BlockRecord first in _scan.Found)
        {
            for (BlockRecord? copy = first.Copy; copy is not null; copy = copy.Copy)
            {
                _ = _isCopy.Add(copy);
            }
        }
        return
        [
            .. _isCopy.OrderBy(copy => copy.File.Name.Length).ThenBy(copy => copy.File.Name, StringComparer.Ordinal)
                .ThenBy(copy => copy.Offset),
        ];
    }

    private static IEnumerable<BlockRecord[]> Groups(List<BlockRecord> records)
    {
        for (int start = 0, end; start < records.Count; start = end)
        {
            long bytes = 0;
            for (end = start; end < records.Count && end - start < TaskBlocks && bytes < TaskBytes
                && records[end].File == records[start].File; end++)
            {
                bytes += records[end].Length;
            }
            yield return [.. records[start..end]];
        }
    }

    private void Summarize()
    {
        ChainShape shape = new(_scan.Found);
        int? lowest = shape.LowestHeight();
        string Describe(BlockRecord tip) => $"{tip.Header.Hash}{Height(shape.HeightOf(tip, lowest))}";
        List("tip", [.. shape.Tips.Select(Describe)]);
        string[] unknown = [.. shape.Orphans.Select(orphan => $"{orphan.Header.Previous}").Distinct()];
        List("unknown parent", unknown);
        double time = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        string seconds = time.ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"Verified {_scan.Found.Count} blocks, {_transactions} transactions, in {seconds} s. "
            + $"Bad: {_bad}; stored again: {_isCopy.Count}; tips: {shape.Tips.Count}; stale blocks: {shape.Stale}; "
            + $"detached blocks: {shape.Detached}; unknown parents: {unknown.Length}; "
            + $"best chain: {shape.Best.Length} blocks up to {Describe(shape.Best[^1])}.");
    }

    private static void List(string kind, string[] all)
    {
        foreach (string one in all.Take(LinesOfAKind))
        {
            Console.WriteLine($"{kind} {one}");
        }
        if (all.Length > LinesOfAKind)
        {
            Console.WriteLine($"{kind}: {all.Length - LinesOfAKind} more");
        }
    }

    private static string Height(int? height) => height is null ? "" : $" at height {height.Value}";
}
