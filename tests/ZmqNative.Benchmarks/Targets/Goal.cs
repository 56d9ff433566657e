namespace ZmqNative.Benchmarks.Targets;

/// <summary>What a row asks of one of its ways.</summary>
/// <param name="Way">The way that is judged.</param>
/// <param name="Against">The way it is compared with.</param>
/// <param name="Limit">The largest ratio of their costs; for a rate the smallest ratio of their rates.</param>
/// <param name="IsRate">Whether the rates are compared, which are one over the costs.</param>
internal sealed record Goal(string Way, string Against, double Limit, bool IsRate = false);
