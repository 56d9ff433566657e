using ZmqNative.Interop;

namespace ZeroMQ;

public static partial class ZPollItems
{
    /// <summary>Waits for messages at several sockets and receives one from each that has one.</summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">How to receive, an item for each socket.</param>
    /// <param name="incoming">The messages, in the places of their sockets; null where there was none.</param>
    /// <param name="error">Null; EAGAIN: none came in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">An item does not receive.</exception>
    public static bool PollIn(this IEnumerable<ZSocket> sockets, IEnumerable<ZPollItem> items, out ZMessage[] incoming, out ZError error, TimeSpan? timeout = null)
    {
        incoming = null;
        return Poll(sockets, items, ZPoll.In, ref incoming, out error, timeout);
    }

    /// <summary>Waits until messages can be sent to several sockets and sends one to each that can take it.</summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">How to send, an item for each socket.</param>
    /// <param name="outgoing">The messages, in the places of their sockets; null for a socket that gets none.</param>
    /// <param name="error">Null; EAGAIN: no room in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether one was sent.</returns>
    /// <exception cref="InvalidOperationException">An item does not send.</exception>
    /// <exception cref="ArgumentNullException">There are no messages.</exception>
    public static bool PollOut(this IEnumerable<ZSocket> sockets, IEnumerable<ZPollItem> items, ZMessage[] outgoing, out ZError error, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        return Poll(sockets, items, ZPoll.Out, ref outgoing, out error, timeout);
    }

    /// <summary>Waits until messages can be received or sent at several sockets, and does it at each where it is possible.</summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">How to receive and send, an item for each socket.</param>
    /// <param name="pollEvents">What to wait for, of what the items do.</param>
    /// <param name="messages">The messages to send, then those received, in the places of their sockets; made when null.</param>
    /// <param name="error">Null; EAGAIN: not in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether one was received or sent.</returns>
    /// <exception cref="ArgumentException">There are not as many items and messages as sockets.</exception>
    /// <exception cref="InvalidOperationException">An item cannot do what is waited for.</exception>
    public static bool Poll(
        this IEnumerable<ZSocket> sockets, IEnumerable<ZPollItem> items, ZPoll pollEvents, ref ZMessage[] messages, out ZError error, TimeSpan? timeout = null)
    {
        IReadOnlyList<ZSocket> allSockets = sockets as IReadOnlyList<ZSocket> ?? [.. sockets];
        IReadOnlyList<ZPollItem> allItems = items as IReadOnlyList<ZPollItem> ?? [.. items];
        messages ??= new ZMessage[allSockets.Count];
        if (allItems.Count < allSockets.Count || messages.Length < allSockets.Count)
        {
            throw new ArgumentException($"{allItems.Count} items and {messages.Length} messages are not enough for {allSockets.Count} sockets.", nameof(items));
        }
        ZmqPoller poller = new([.. allSockets.Select(socket => socket.Native)]);
        for (int i = 0; i < allSockets.Count; i++)
        {
            poller.Watch(i, Wanted(allItems[i], pollEvents, messages[i]));
            allItems[i].ReadyEvents = ZPoll.None;
        }
        if (!Wait(poller, timeout, out error))
        {
            return false;
        }

        bool any = false;
        ZError failure = ZError.EAGAIN;
        for (int i = 0; i < allSockets.Count; i++)
        {
            ZPoll ready = Found(poller, i);
            allItems[i].ReadyEvents = ready;
            if (ready != ZPoll.None)
            {
                any |= Handle(allSockets[i], allItems[i], ref messages[i], out ZError own);
                failure = own ?? failure;
            }
        }
        error = any ? ZError.None : failure;
        return any;
    }
}
