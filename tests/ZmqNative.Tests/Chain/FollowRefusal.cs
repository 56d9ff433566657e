namespace ZmqNative.Tests.Chain;

/// <summary>What a played node answers instead of a result.</summary>
/// <param name="code">Core: RPCErrorCode.</param>
internal sealed class FollowRefusal(int code) : Exception
{
    /// <summary>No such block.</summary>
    internal const int UnknownBlock = -5;

    /// <summary>The node is starting.</summary>
    internal const int WarmingUp = -28;

    internal int Code => code;
}
