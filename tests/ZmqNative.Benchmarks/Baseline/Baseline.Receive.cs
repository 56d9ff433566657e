using System.Runtime.InteropServices;

namespace ZmqNative.Benchmarks.Baseline;

internal static unsafe partial class Baseline
{
    [LibraryImport(Library)]
    internal static partial long baseline_time_of(int thread);
}
