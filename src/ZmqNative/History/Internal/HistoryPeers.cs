using System.Text;

namespace ZmqNative.History;

/// <summary>The clients that are known, of bounded number.</summary>
internal sealed class HistoryPeers
{
    /// <summary>The limits of docs/history-protocol.md.</summary>
    private const int Most = 4096;
    private const long Silence = 60_000;

    private readonly HistoryUnread _unread = new();
    private readonly Dictionary<string, HistoryPeer> _peers = new(StringComparer.Ordinal);

    /// <summary>The client of a routing id, known or new.</summary>
    internal HistoryPeer this[ReadOnlySpan<byte> routingId]
    {
        get
        {
            string key = Key(routingId);
            if (!_peers.TryGetValue(key, out HistoryPeer? peer))
            {
                if (_peers.Count >= Most)
                {
                    Remove(_peers.MinBy(one => one.Value.LastSeen).Value);
                }
                _peers.Add(key, peer = new HistoryPeer(routingId.ToArray(), _unread));
            }
            return peer;
        }
    }

    internal IEnumerable<HistoryPeer> All => _peers.Values;

    internal void Remove(HistoryPeer peer)
    {
        peer.Forget();
        _ = _peers.Remove(Key(peer.RoutingId));
    }

    /// <summary>Forgets who was silent for too long.</summary>
    internal void RemoveSilent()
    {
        long now = Environment.TickCount64;
        // Who does not read is not forgotten: what it was sent would still be there, and not count.
        foreach (HistoryPeer peer in _peers.Values
            .Where(peer => now - peer.LastSeen > Silence && peer.HasNothingUnsent).ToList())
        {
            Remove(peer);
        }
    }

    private static string Key(ReadOnlySpan<byte> routingId) => Encoding.Latin1.GetString(routingId);
}
