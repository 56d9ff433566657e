using System.Runtime.ExceptionServices;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// Reads blocks on all processors while earlier blocks are published. Blocks are returned in order,
/// and an error is thrown in the place of its block.
/// </summary>
internal static class BlockReadAhead
{
    /// <summary>
    /// The number of bytes that one task reads. A chain's first blocks have 200 bytes, so a task
    /// for each would cost more than reading it.
    /// </summary>
    public const int BatchLength = 0x4_0000;

    // Enough to keep the processors busy while one batch is awaited, and limited because each may
    // be a block of 4 MB.
    private static readonly int s_batches = Math.Min(Environment.ProcessorCount, 8) + 1;

    /// <summary>
    /// Reads lazily, a few batches ahead. After the end of the enumeration, early or not, no read
    /// is pending.
    /// </summary>
    /// <param name="records">What to read.</param>
    /// <param name="length">How many bytes one has.</param>
    /// <param name="read">Reads one, on any thread, several at once.</param>
    public static IEnumerable<TBlock> Read<TRecord, TBlock>(
        TRecord[] records, Func<TRecord, int> length, Func<TRecord, TBlock> read)
    {
        Queue<Task<(List<TBlock>, ExceptionDispatchInfo?)>> batches = new();
        int next = 0;
        try
        {
            while (true)
            {
                while (next < records.Length && batches.Count < s_batches)
                {
                    ArraySegment<TRecord> batch = Batch(records, next, length);
                    next += batch.Count;
                    batches.Enqueue(Task.Run(() => ReadBatch(batch, read)));
                }
                if (batches.Count == 0)
                {
                    yield break;
                }
                (List<TBlock> blocks, ExceptionDispatchInfo? error) = batches.Dequeue().GetAwaiter().GetResult();
                foreach (TBlock block in blocks)
                {
                    yield return block;
                }
                error?.Throw();
            }
        }
        finally
        {
            Task.WaitAll(batches);
        }
    }

    private static ArraySegment<TRecord> Batch<TRecord>(TRecord[] records, int start, Func<TRecord, int> length)
    {
        int end = start;
        for (long total = 0; end < records.Length && total < BatchLength; end++)
        {
            total += length(records[end]);
        }
        return new ArraySegment<TRecord>(records, start, end - start);
    }

    private static (List<TBlock>, ExceptionDispatchInfo?) ReadBatch<TRecord, TBlock>(
        ArraySegment<TRecord> records, Func<TRecord, TBlock> read)
    {
        List<TBlock> blocks = new(records.Count);
        try
        {
            foreach (TRecord record in records)
            {
                blocks.Add(read(record));
            }
        }
        catch (Exception e)
        {
            return (blocks, ExceptionDispatchInfo.Capture(e));
        }
        return (blocks, null);
    }
}
