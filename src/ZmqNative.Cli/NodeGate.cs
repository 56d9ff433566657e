using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>
/// Calls a node that may be down or starting, or in whose place something else answers, until it
/// answers, and says why it does not.
/// </summary>
internal static class NodeGate
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>The name of a node in a <see cref="WaitNotice"/>.</summary>
    internal static string Name(NodeRpc rpc) => $"the node at {rpc.Address.GetLeftPart(UriPartial.Authority)}";

    /// <summary>Calls it.</summary>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    internal static async Task<T> CallAsync<T>(
        NodeRpc rpc, Func<CancellationToken, Task<T>> call, WaitNotice notice, CancellationToken cancellationToken)
    {
        string name = Name(rpc);
        notice.Begin(name, "it has not answered yet");
        while (true)
        {
            try
            {
                T result = await call(cancellationToken);
                notice.End(name);
                return result;
            }
            catch (RpcException exception)
                when (exception.IsUnreachable || exception.IsWarmingUp || exception.IsStranger)
            {
                notice.Begin(name, exception.Message.TrimEnd('.'));
                await Task.Delay(s_pause, cancellationToken);
            }
        }
    }
}
