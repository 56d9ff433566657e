namespace ZmqNative.Node.Rpc;

/// <summary>Waits for a node that is down or starting, and goes on when it answers.</summary>
internal static class NodePatience
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait after the first failure.</summary>
    internal static TimeSpan First { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait after the next one.</summary>
    internal static TimeSpan Longer(TimeSpan wait) => wait * 2 < s_longest ? wait * 2 : s_longest;

    /// <summary>Asks until there is an answer; errors that waiting does not mend are thrown.</summary>
    internal static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (TimeSpan wait = First; ; wait = Longer(wait))
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
