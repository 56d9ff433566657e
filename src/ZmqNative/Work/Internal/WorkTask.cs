namespace ZmqNative.Work;

/// <summary>A task until its result is there.</summary>
/// <param name="id">Its number at the broker, over all runs.</param>
/// <param name="index">Its place in its run.</param>
/// <param name="body">What the worker gets.</param>
internal sealed class WorkTask(long id, long index, ReadOnlyMemory<byte> body)
{
    private readonly TaskCompletionSource<WorkResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Id => id;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The number of workers that were lost while they had it.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether nobody waits for its result any more.</summary>
    public bool IsAbandoned { get; set; }

    public Task<WorkResult> Result => _result.Task;

    public void Complete(ReadOnlyMemory<byte> result, string? error) =>
        _ = _result.TrySetResult(new WorkResult(index, result, error));

    public void Fail(Exception exception) => _ = _result.TrySetException(exception);
}
