namespace ZmqNative.Benchmarks.Targets;

/// <summary>What one unit of work cost.</summary>
/// <param name="Value">In the row's unit; less is better.</param>
/// <param name="Bytes">Managed bytes that were allocated.</param>
internal readonly record struct Cost(double Value, double Bytes = 0);
