namespace ZmqNative.Node.Chain;

/// <summary>How a <see cref="MempoolMirror"/> is doing.</summary>
public enum MempoolState
{
    /// <summary>Something was lost, or nothing is known yet: a new snapshot is needed.</summary>
    Resyncing,

    /// <summary>It is the node's mempool, as of the last item or later.</summary>
    Live,
}
