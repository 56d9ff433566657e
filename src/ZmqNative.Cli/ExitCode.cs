namespace ZmqNative.Cli;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Done, or ended by Ctrl-C or SIGTERM.</summary>
    internal const int Success = 0;

    /// <summary>
    /// Could not start, or the source is malformed; one sentence on stderr says why.
    /// </summary>
    internal const int Failure = 1;

    /// <summary>
    /// <c>publish --exit</c>: subscribers had not taken everything when the linger time ran out.
    /// </summary>
    internal const int LingerExceeded = 3;

    /// <summary><c>verify</c>: some blocks are bad; a line on stderr for each.</summary>
    internal const int BadBlocks = 4;
}
