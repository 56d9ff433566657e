namespace ZmqNative.Fuzz;

/// <summary>A parser that reads what a peer or a file gives.</summary>
/// <param name="Name">The name of the target and of its folder in tests/data/fuzz.</param>
/// <param name="Allowance">The bytes that any input may allocate.</param>
/// <param name="PerByte">The bytes that each byte of an input may allocate in addition.</param>
/// <param name="Take">
/// Takes an input. It throws for a broken property and for an exception that is not documented.
/// </param>
internal sealed record Target(string Name, long Allowance, long PerByte, Action<byte[]> Take)
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;

    private bool _isWarm;

    /// <summary>The assemblies whose branches guide the fuzzer.</summary>
    internal static IReadOnlyList<string> Assemblies { get; } =
        ["ZmqNative.dll", "ZmqNative.Interop.dll", "ZmqNative.Node.dll", "ZmqNative.Cli.dll"];

    internal static IReadOnlyList<Target> All { get; } =
    [
        new("message", 256 * KiB, 64, MessageTarget.Take),
        // A transaction of 60 bytes becomes an object, a layout and a hash.
        new("block", 256 * KiB, 64, BlockTarget.Take),
        // A row may claim a body of the greatest length that a block has.
        new("session", 34 * MiB, 512, SessionTarget.Take),
        new("blockfile", 1 * MiB, 64, BlockFileTarget.Take),
        new("arguments", 2 * MiB, 4096, ArgumentsTarget.Take),
        new("history", 1 * MiB, 512, HistoryTarget.Take),
        new("rpc", 1 * MiB, 512, RpcTarget.Take),
        new("answers", 1 * MiB, 512, AnswersTarget.Take),
        new("certificate", 1 * MiB, 256, CertificateTarget.Take),
        // A table of segments or sections has at most 1 MiB, and each system's is read.
        new("library", 8 * MiB, 64, LibraryTarget.Take),
    ];

    /// <summary>Takes an input, and checks what it allocates.</summary>
    /// <returns>The bytes that were allocated.</returns>
    internal long Run(byte[] input)
    {
        if (!_isWarm)
        {
            // What is allocated once is not the input's.
            _isWarm = true;
            Take([]);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        Take(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Property.Holds(
            allocated <= Allowance + (PerByte * input.Length), $"{input.Length} bytes allocated {allocated}");
        return allocated;
    }
}
