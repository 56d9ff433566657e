using ZmqNative.Node.Recordings;

namespace ZmqNative.Cli;

/// <summary>
/// The recorded bitcoind session inside the tool: a payment, its replacement, a block, its
/// disconnection and reconnection.
/// </summary>
internal static class Recording
{
    internal static SessionTrace Open() =>
        SessionTrace.Open(name => typeof(Recording).Assembly.GetManifestResourceStream($"Recording/{name}"));
}
