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
        Queue<(ArraySegment<TRecord> Records, Task<TBlock[]> Reading)> batches = new();
        int next = 0;
        try
        {
            while (next < records.Length || batches.Count > 0)
            {
                while (next < records.Length && batches.Count < s_batches)
                {
                    ArraySegment<TRecord> ahead = Batch(records, next, length);
                    next += ahead.Count;
                    batches.Enqueue((ahead, Task.Run(() => Array.ConvertAll(ahead.ToArray(), record => read(record)))));
                }
                (ArraySegment<TRecord> batch, Task<TBlock[]> reading) = batches.Dequeue();
                _ = Task.WaitAny(reading);
                for (int i = 0; i < batch.Count; i++)
                {
                    // After an error the batch is read again, up to the block that has it.
                    yield return reading.IsCompletedSuccessfully ? reading.Result[i] : read(batch[i]);
                }
            }
        }
        finally
        {
            foreach ((_, Task<TBlock[]> reading) in batches)
            {
                _ = Task.WaitAny(reading);
            }
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
}
