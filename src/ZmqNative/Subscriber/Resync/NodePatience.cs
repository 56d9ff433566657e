using ZmqNative.Rpc;

namespace ZmqNative.Subscriber;

/// <summary>Waits for a node that is down or starting, and goes on when it answers.</summary>
internal static class NodePatience
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <summary>Asks until there is an answer; errors that waiting does not mend are thrown.</summary>
    internal static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (TimeSpan wait = s_first; ; wait = wait * 2 < s_longest ? wait * 2 : s_longest)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException exception) when (exception.IsUnreachable || exception.IsWarmingUp)
            {
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
