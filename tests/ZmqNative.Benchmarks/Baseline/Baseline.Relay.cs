using System.Runtime.InteropServices;

namespace ZmqNative.Benchmarks.Baseline;

internal static unsafe partial class Baseline
{
    /// <summary>Nanoseconds of processor time another process has had.</summary>
    [LibraryImport(Library)]
    internal static partial long baseline_relay_process_time(int process);

    /// <summary>Passes everything on, until its context ends.</summary>
    [LibraryImport(Library)]
    internal static partial void baseline_relay_loop(nint from, nint to);

    /// <summary>The same with a hashtx before each rawtx.</summary>
    /// <param name="from">Where messages come from.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="hash">hash_twice of hash.cc.</param>
    [LibraryImport(Library)]
    internal static partial void baseline_relay_derive(nint from, nint to, nint hash);

    /// <summary>The same by zmq_proxy.</summary>
    [LibraryImport(Library)]
    internal static partial void baseline_relay_proxy(nint from, nint to);

    /// <summary>Sends so many notifications at once and receives what becomes of them.</summary>
    /// <returns>How many came before the receive timeout.</returns>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int baseline_relay_burst(nint to, nint from, string topic, ReadOnlySpan<byte> body, nuint length, uint first, int count, int expected);

    /// <summary>Sends one at a time and receives what becomes of it.</summary>
    /// <returns>0 when a receive timed out.</returns>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int baseline_relay_ping(nint to, nint from, string topic, ReadOnlySpan<byte> body, nuint length, uint first, int count, int each, Span<long> times);
}
