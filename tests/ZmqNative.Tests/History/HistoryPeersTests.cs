using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Tests.History;

/// <summary>How many clients a history knows, and for how long, as docs/history-protocol.md says.</summary>
public sealed class HistoryPeersTests
{
    [Test]
    public void The_one_that_was_silent_longest_is_forgotten_when_there_are_too_many()
    {
        HistoryPeers peers = new();
        HistoryPeer[] known = [.. Enumerable.Range(0, 4096).Select(number => peers[BitConverter.GetBytes(number)])];
        foreach (HistoryPeer peer in known)
        {
            _ = peer.TryCount(Environment.TickCount64 + (peer == known[7] ? 0 : 1000));
        }
        Assert.That(peers[BitConverter.GetBytes(4095)], Is.SameAs(known[4095]));
        _ = peers[BitConverter.GetBytes(4096)];
        Assert.That(peers[BitConverter.GetBytes(8)], Is.SameAs(known[8]));
        Assert.That(peers[BitConverter.GetBytes(7)], Is.Not.SameAs(known[7]));
    }

    [Test]
    public void One_that_was_silent_for_a_minute_is_forgotten()
    {
        HistoryPeers peers = new();
        HistoryPeer silent = peers[[1]], other = peers[[2]];
        _ = silent.TryCount(Environment.TickCount64 - 60_001);
        peers.RemoveSilent();
        Assert.That(peers[[1]], Is.Not.SameAs(silent));
        Assert.That(peers[[2]], Is.SameAs(other));
    }

    /// <summary>What it was sent still takes memory, and as a new client it would be sent as much again.</summary>
    [Test]
    public void One_that_does_not_read_is_not_forgotten()
    {
        HistoryPeers peers = new();
        HistoryPeer silent = peers[[1]];
        _ = silent.TryCount(Environment.TickCount64 - 60_001);
        using (ZmqMessage unsent = new())
        {
            unsent.CopyFrom([1], silent.Unsent);
            peers.RemoveSilent();
            Assert.That(peers[[1]], Is.SameAs(silent));
        }
        peers.RemoveSilent();
        Assert.That(peers[[1]], Is.Not.SameAs(silent));
    }
}
