using ZmqNative.Interop;

namespace ZmqNative.Cli;

/// <summary>Counts completed handshakes on each address.</summary>
internal sealed class HandshakeGate
{
    private readonly Dictionary<string, int> _handshakes = new(StringComparer.Ordinal);

    /// <summary>For <see cref="Publishing.NotificationInterface.ConnectionObserver"/>.</summary>
    internal void Observe(string address, ZmqMonitorEvent report)
    {
        if (report.Kind == ZmqMonitorEventKind.HandshakeSucceeded)
        {
            lock (_handshakes)
            {
                _handshakes[address] = _handshakes.GetValueOrDefault(address) + 1;
                Monitor.PulseAll(_handshakes);
            }
        }
    }

    /// <summary>
    /// Waits until every address has had the number of handshakes, and then for the settling time.
    /// False when cancelled.
    /// </summary>
    internal bool Wait(
        IReadOnlyCollection<string> addresses, int handshakes, TimeSpan settle, CancellationToken cancellationToken)
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
            while (addresses.Any(address => _handshakes.GetValueOrDefault(address) < handshakes))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return false;
                }
                Monitor.Wait(_handshakes);
            }
        }
        return handshakes == 0 || !cancellationToken.WaitHandle.WaitOne(settle);
    }
}
