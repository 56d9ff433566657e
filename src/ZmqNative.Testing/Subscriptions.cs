using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ZmqNative.Testing;

/// <summary>What is subscribed to just now, and waiting for it. Any thread.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewChange();
    private bool _ended;

    /// <summary>
    /// Records a subscription message received by an XPUB socket. Other messages, which a peer may
    /// send, are ignored.
    /// </summary>
    internal void Note(ReadOnlySpan<byte> message)
    {
        if (message is [0 or 1, ..])
        {
            // One char for each byte, whatever the bytes are.
            string prefix = Encoding.Latin1.GetString(message[1..]);
            bool subscribed = message[0] == 1;
            Change(() => _ = subscribed ? _prefixes.Add(prefix) : _prefixes.Remove(prefix));
        }
    }

    internal void Clear() => Change(_prefixes.Clear);

    internal void End() => Change(() => _ended = true);

    internal Task WaitForAsync(string[] topics, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(
            () => topics.All(topic => _prefixes.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal))),
            $"No subscriber to {string.Join(" and ", topics)}", timeout, cancellationToken);

    internal Task WaitForNoneAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(() => _prefixes.Count == 0, "Subscribers did not leave", timeout, cancellationToken);

    private async Task WaitAsync(
        Func<bool> condition, string failure, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task changed;
            string now;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_ended, typeof(TestPublisher));
                if (condition())
                {
                    return;
                }
                changed = _changed.Task;
                now = _prefixes.Count == 0
                    ? "nothing is subscribed to"
                    : $"subscribed to is '{string.Join("', '", _prefixes.Order(StringComparer.Ordinal))}'";
            }
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - Stopwatch.GetElapsedTime(start);
            try
            {
                await changed.WaitAsync(
                    left < TimeSpan.Zero && left != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : left,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException(
                    string.Create(CultureInfo.InvariantCulture, $"{failure} within {timeout.TotalSeconds} s: {now}."));
            }
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = NewChange();
        }
        changed.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
