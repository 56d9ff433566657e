using ZmqNative.Interop;

namespace ZmqNative.Cli;

/// <summary>
/// Counts subscribers on each address: completed handshakes, and connections that have been open for
/// a second without one, because libzmq reports none for ZMTP 2.0 and older.
/// </summary>
internal sealed class HandshakeGate
{
    private const string Subscribers = "subscribers";
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, int> _handshakes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Address, uint Descriptor), long> _accepted = [];

    /// <summary>For <see cref="Publishing.NotificationInterface.ConnectionObserver"/>.</summary>
    internal void Observe(string address, ZmqMonitorEvent report)
    {
        lock (_handshakes)
        {
            switch (report.Kind)
            {
                case ZmqMonitorEventKind.Accepted:
                    _accepted[(address, report.Value)] = Environment.TickCount64;
                    break;
                case ZmqMonitorEventKind.Disconnected:
                    _ = _accepted.Remove((address, report.Value));
                    break;
                case ZmqMonitorEventKind.HandshakeSucceeded:
                    _handshakes[address] = _handshakes.GetValueOrDefault(address) + 1;
                    Monitor.PulseAll(_handshakes);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>
    /// Waits until every address has had the number of subscribers, and then for the settling time.
    /// False when cancelled.
    /// </summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="subscribers">The number.</param>
    /// <param name="settle">The settling time.</param>
    /// <param name="notice">Says which address lacks subscribers; null says nothing.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    internal bool Wait(
        IReadOnlyCollection<string> addresses, int subscribers, TimeSpan settle, WaitNotice? notice,
        CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration wake = cancellationToken.Register(() =>
        {
            lock (_handshakes)
            {
                Monitor.PulseAll(_handshakes);
            }
        });
        lock (_handshakes)
        {
            while (addresses.FirstOrDefault(address => Count(address) < subscribers) is { } incomplete)
            {
                notice?.Begin(
                    Subscribers,
                    $"{_handshakes.GetValueOrDefault(incomplete)} of {subscribers} handshakes are complete at "
                    + incomplete);
                if (cancellationToken.IsCancellationRequested)
                {
                    return false;
                }
                Monitor.Wait(_handshakes, s_second / 4);
            }
            notice?.End(Subscribers);
            foreach (string address in addresses.Where(address => _handshakes.GetValueOrDefault(address) < subscribers))
            {
                Console.Error.WriteLine(
                    $"Counting {Count(address)} connections at {address} as subscribers, of which "
                    + $"{_handshakes.GetValueOrDefault(address)} have reported a handshake: ZMTP 2.0 and older do "
                    + "not.");
            }
        }
        return subscribers == 0 || !cancellationToken.WaitHandle.WaitOne(settle);
    }

    private int Count(string address)
    {
        long now = Environment.TickCount64;
        int open = _accepted.Count(
            one => one.Key.Address == address && now - one.Value >= s_second.TotalMilliseconds);
        return Math.Max(_handshakes.GetValueOrDefault(address), open);
    }
}
