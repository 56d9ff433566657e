namespace ZmqNative.Benchmarks;

/// <summary>One way to do a piece of work.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Work">Does it so many times.</param>
internal sealed record Contestant(string Name, Action<int> Work);
