namespace ZmqNative.Benchmarks;

/// <summary>What one way to do the work cost.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Thread">Nanoseconds of thread CPU for one.</param>
/// <param name="ThreadRatio">Thread CPU against the baseline's of the same round.</param>
/// <param name="ProcessRatio">The same of the process's CPU: that of all threads, and of what comes after the work as well, sending on and receiving.</param>
/// <param name="Bytes">Managed bytes for one.</param>
internal sealed record Measured(string Name, Spread Thread, Spread ThreadRatio, Spread ProcessRatio, double Bytes);
