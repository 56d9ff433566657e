using ZmqNative.Publishing;

namespace ZmqNative.Node.Recordings;

/// <summary>One thing that happened in a node, ready to be delivered.</summary>
/// <param name="listener">Who is told.</param>
public delegate void NodeEvent(INodeEvents listener);
