using ZmqNative.Protocol;

namespace ZmqNative.Node.Rpc;

/// <summary>
/// Retries calls to a node that is down or starting, after 0.1 to 2 s (see <see cref="Backoff"/>).
/// </summary>
internal static class RpcRetry
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <summary>The delays between attempts to reach a node.</summary>
    internal static Backoff CreateBackoff() => new(s_first, s_longest);

    /// <summary>
    /// Makes a call until the node answers. An error that time does not cure is thrown.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="awaitsStranger">Whether it waits while something else answers in the node's place.</param>
    /// <exception cref="RpcException">The node refuses the call.</exception>
    internal static async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, bool awaitsStranger = false)
    {
        Backoff backoff = CreateBackoff();
        while (true)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException exception) when (
                exception.IsUnreachable || exception.IsWarmingUp || (awaitsStranger && exception.IsStranger))
            {
                await Task.Delay(backoff.Next(), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
