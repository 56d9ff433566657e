namespace ZmqNative.Node.Rpc;

/// <summary>
/// A call to a node's RPC failed. The message is one sentence with the method, the node and the
/// reason; it never contains a password.
/// </summary>
public sealed class RpcException : Exception
{
    // Core: RPC_IN_WARMUP.
    private const int InWarmup = -28;

    internal RpcException(string message, int? code = null, bool unreachable = false, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        IsUnreachable = unreachable;
    }

    /// <summary>The message without the method and the node.</summary>
    internal string Reason { get; init; } = string.Empty;

    /// <summary>
    /// True if what answered is not a node's RPC. Another service has the port, or the node's proxy has
    /// a page of its own: who waits for the node may wait for its end.
    /// </summary>
    internal bool IsStranger { get; init; }

    /// <summary>
    /// The node's error code (Core: RPCErrorCode), for example -5 for a block it does not have and
    /// -8 for a height it has not reached; null if the error is not an answer of its RPC.
    /// </summary>
    public int? Code { get; }

    /// <summary>
    /// True if the node is starting and will answer soon (Core: RPC_IN_WARMUP, -28).
    /// </summary>
    public bool IsWarmingUp => Code == InWarmup;

    /// <summary>
    /// True if no node answered, and a later call may succeed: the connection was refused or
    /// closed, the answer broke off, the call timed out, the node is overloaded (HTTP 503), there is
    /// no cookie file, which a node writes when it starts and deletes when it stops, or something else
    /// answers where the node has answered before: another service took the port, or a proxy has a page
    /// of its own.
    /// </summary>
    public bool IsUnreachable { get; }
}
