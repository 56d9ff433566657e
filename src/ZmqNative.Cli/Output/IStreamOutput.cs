using ZmqNative.Node.Chain;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// Shows a subscriber's stream and what is derived from it, to people or to programs. All members
/// may be called from any thread.
/// </summary>
internal interface IStreamOutput
{
    /// <summary>Shows one item.</summary>
    void Write(StreamItem item);

    /// <summary>Shows a step of the chain that is followed.</summary>
    void Write(ChainStep step);

    /// <summary>Shows how the mirror of the mempool is doing.</summary>
    void Write(MempoolMirror mirror);

    /// <summary>Shows what stderr says too: what is waited for, or asked for, and why.</summary>
    /// <param name="kind">waiting or asking.</param>
    /// <param name="what">What is waited or asked for.</param>
    /// <param name="reason">Why.</param>
    void Write(string kind, string what, string reason);
}
