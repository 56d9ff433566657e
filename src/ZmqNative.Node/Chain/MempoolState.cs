namespace ZmqNative.Node.Chain;

/// <summary>The state of a <see cref="MempoolMirror"/>.</summary>
public enum MempoolState
{
    /// <summary>
    /// Messages were lost, or there is no snapshot yet: a new snapshot is needed.
    /// </summary>
    Resyncing,

    /// <summary>The mirror is the node's mempool at the time of the last item or later.</summary>
    Live,
}
