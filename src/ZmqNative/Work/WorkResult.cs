namespace ZmqNative.Work;

/// <summary>What became of one task.</summary>
/// <param name="Index">The task's place among those of its run, from 0.</param>
/// <param name="Body">What the worker's handler returned; empty with an error.</param>
/// <param name="Error">
/// Null for a result. Otherwise one sentence: the message of the handler's exception, or that
/// <see cref="WorkBrokerOptions.MaxAttempts"/> workers were lost while they had the task.
/// </param>
public sealed record WorkResult(long Index, ReadOnlyMemory<byte> Body, string? Error);
