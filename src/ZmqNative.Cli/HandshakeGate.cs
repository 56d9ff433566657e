using ZmqNative.Interop;

namespace ZmqNative.Cli;

/// <summary>Counts the subscribers that are connected to each address.</summary>
/// <remarks>
/// A subscriber is a connection that is open and whose handshake is complete. From a peer that
/// speaks ZMTP 2.0 or less no handshake is reported: its connection counts when it has lasted for a
/// second. A connection that has ended does not count, so the short one by which a subscriber
/// probes an address is none.
/// </remarks>
internal sealed class HandshakeGate
{
    private const string Subscribers = "subscribers";

    // In milliseconds.
    private const int LongestHandshake = 1000;

    private readonly Dictionary<string, Connections> _addresses = new(StringComparer.Ordinal);
    private bool _isReported;

    /// <summary>For <see cref="Publishing.NotificationInterface.ConnectionObserver"/>.</summary>
    internal void Observe(string address, ZmqMonitorEvent report)
    {
        lock (_addresses)
        {
            Connections connections = Of(address);
            switch (report.Kind)
            {
                case ZmqMonitorEventKind.Accepted:
                    connections.Handshaking++;
                    connections.AcceptedAt[report.Value] = Environment.TickCount64;
                    break;
                case ZmqMonitorEventKind.HandshakeSucceeded
                    or ZmqMonitorEventKind.HandshakeFailed
                    or ZmqMonitorEventKind.HandshakeFailedProtocol
                    or ZmqMonitorEventKind.HandshakeFailedAuthentication:
                    connections.Handshaking--;
                    break;
                case ZmqMonitorEventKind.Disconnected:
                    _ = connections.AcceptedAt.Remove(report.Value);
                    break;
                default:
                    return;
            }
            Monitor.PulseAll(_addresses);
        }
    }

    /// <summary>
    /// Waits until every address has the number of subscribers, also after the settling time. False
    /// when cancelled.
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
        do
        {
            WaitForAll(addresses, subscribers, notice, cancellationToken);
            if (cancellationToken.IsCancellationRequested
                || (subscribers > 0 && cancellationToken.WaitHandle.WaitOne(settle)))
            {
                return false;
            }
        }
        while (!HaveAll(addresses, subscribers));
        return true;
    }

    private void WaitForAll(
        IReadOnlyCollection<string> addresses, int subscribers, WaitNotice? notice,
        CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration wake = cancellationToken.Register(() =>
        {
            lock (_addresses)
            {
                Monitor.PulseAll(_addresses);
            }
        });
        lock (_addresses)
        {
            while (addresses.FirstOrDefault(one => Count(one) < subscribers) is { } incomplete
                && !cancellationToken.IsCancellationRequested)
            {
                notice?.Begin(
                    Subscribers, $"{Count(incomplete)} of {subscribers} subscribers are connected to {incomplete}");

                // Looks again at connections whose handshake is not reported.
                _ = Monitor.Wait(_addresses, LongestHandshake);
            }
        }
        notice?.End(Subscribers);
    }

    private bool HaveAll(IReadOnlyCollection<string> addresses, int subscribers)
    {
        lock (_addresses)
        {
            return addresses.All(address => Count(address) >= subscribers);
        }
    }

    // The events of a handshake do not say which connection they are of.
    private int Count(string address)
    {
        Connections connections = Of(address);
        int complete = connections.AcceptedAt.Count - Math.Max(connections.Handshaking, 0);
        int lasting = connections.AcceptedAt.Values.Count(at => Environment.TickCount64 - at >= LongestHandshake);
        if (lasting > complete && !_isReported)
        {
            _isReported = true;
            Console.Error.WriteLine(
                $"A peer at {address} completes no handshake, as with ZMTP 2.0 or less: its connection counts as one.");
        }
        return Math.Max(complete, lasting);
    }

    private Connections Of(string address)
    {
        if (!_addresses.TryGetValue(address, out Connections? connections))
        {
            _addresses[address] = connections = new Connections();
        }
        return connections;
    }

    private sealed class Connections
    {
        /// <summary>When each open connection was accepted, by its descriptor.</summary>
        internal Dictionary<uint, long> AcceptedAt { get; } = [];

        /// <summary>Connections whose handshake has neither succeeded nor failed.</summary>
        internal int Handshaking { get; set; }
    }
}
