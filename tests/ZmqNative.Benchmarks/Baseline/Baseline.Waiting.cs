using System.Runtime.InteropServices;

namespace ZmqNative.Benchmarks.Baseline;

internal static unsafe partial class Baseline
{
    /// <summary>Answers messages until the socket's context ends.</summary>
    [LibraryImport(Library)]
    internal static partial void baseline_echo(nint socket);

    [LibraryImport(Library)]
    internal static partial void baseline_round_trips(nint socket, int count);

    [LibraryImport(Library)]
    internal static partial void baseline_send_many(nint socket, int count);

    /// <summary>Receives until the socket's context ends, and counts.</summary>
    [LibraryImport(Library)]
    internal static partial void baseline_count(nint socket, long* counter);

    /// <summary>Sends each socket a message every ten milliseconds.</summary>
    [LibraryImport(Library)]
    internal static partial void baseline_pace(nint* sockets, int count, int milliseconds);

    /// <summary>An ordinary call that returns at once.</summary>
    [LibraryImport(Library)]
    internal static partial int baseline_nothing();
}
