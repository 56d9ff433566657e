using ZmqNative.Interop;

namespace ZeroMQ;

public static partial class ZPollItems
{
    /// <summary>
    /// Waits for messages at several sockets and receives one from each socket that has one.
    /// </summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">An item for each socket, which receives.</param>
    /// <param name="incoming">
    /// The messages, at the indexes of their sockets; null if a socket had none.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    /// <exception cref="InvalidOperationException">An item does not receive.</exception>
    public static bool PollIn(
        this IEnumerable<ZSocket> sockets,
        IEnumerable<ZPollItem> items,
        out ZMessage[] incoming,
        out ZError error,
        TimeSpan? timeout = null)
    {
        incoming = null;
        return Poll(sockets, items, ZPoll.In, ref incoming, out error, timeout);
    }

    /// <summary>
    /// Waits until messages can be sent to several sockets and sends one to each socket that has
    /// room.
    /// </summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">An item for each socket, which sends.</param>
    /// <param name="outgoing">
    /// The messages, at the indexes of their sockets; null for a socket to which none is sent.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether a message was sent.</returns>
    /// <exception cref="InvalidOperationException">An item does not send.</exception>
    /// <exception cref="ArgumentNullException">The messages are null.</exception>
    public static bool PollOut(
        this IEnumerable<ZSocket> sockets,
        IEnumerable<ZPollItem> items,
        ZMessage[] outgoing,
        out ZError error,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        return Poll(sockets, items, ZPoll.Out, ref outgoing, out error, timeout);
    }

    /// <summary>
    /// Waits until messages can be received or sent at several sockets, and does so at each socket
    /// that is ready.
    /// </summary>
    /// <param name="sockets">The sockets.</param>
    /// <param name="items">An item for each socket, which receives and sends.</param>
    /// <param name="pollEvents">
    /// The events to wait for; of these, each item waits for those in its own
    /// <see cref="ZPollItem.Events"/>.
    /// </param>
    /// <param name="messages">
    /// The messages to send, replaced by those received, at the indexes of their sockets; an array
    /// is created if it is null.
    /// </param>
    /// <param name="error">
    /// Null on success; EAGAIN: no socket was ready in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether a message was received or sent.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer items or messages than sockets.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// An item has none of the events, or no delegate for one of them.
    /// </exception>
    public static bool Poll(
        this IEnumerable<ZSocket> sockets,
        IEnumerable<ZPollItem> items,
        ZPoll pollEvents,
        ref ZMessage[] messages,
        out ZError error,
        TimeSpan? timeout = null)
    {
        IReadOnlyList<ZSocket> allSockets = sockets as IReadOnlyList<ZSocket> ?? [.. sockets];
        IReadOnlyList<ZPollItem> allItems = items as IReadOnlyList<ZPollItem> ?? [.. items];
        messages ??= new ZMessage[allSockets.Count];
        if (allItems.Count < allSockets.Count || messages.Length < allSockets.Count)
        {
            throw new ArgumentException(
                $"{allItems.Count} items and {messages.Length} messages are not enough for {allSockets.Count} sockets.",
                nameof(items));
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
