using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Polls sockets (zmq_poll), and receives or sends with the items' delegates at those that are
/// ready.
/// </summary>
public static partial class ZPollItems
{
    /// <summary>Waits for a message and receives it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">The item, which receives.</param>
    /// <param name="incoming">The message; null if none was received.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether a message was received.</returns>
    /// <exception cref="InvalidOperationException">The item does not receive.</exception>
    public static bool PollIn(
        this ZSocket socket, ZPollItem item, out ZMessage incoming, out ZError error, TimeSpan? timeout = null)
    {
        incoming = null;
        return Poll(socket, item, ZPoll.In, ref incoming, out error, timeout);
    }

    /// <summary>Waits until a message can be sent, and sends it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">The item, which sends.</param>
    /// <param name="outgoing">The message.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether the message was sent.</returns>
    /// <exception cref="InvalidOperationException">The item does not send.</exception>
    /// <exception cref="ArgumentNullException">The message is null.</exception>
    public static bool PollOut(
        this ZSocket socket, ZPollItem item, ZMessage outgoing, out ZError error, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        return Poll(socket, item, ZPoll.Out, ref outgoing, out error, timeout);
    }

    /// <summary>Waits until a message can be received or sent, and does so.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">The item, which receives and sends.</param>
    /// <param name="pollEvents">
    /// The events to wait for; the item waits for those in its own <see cref="ZPollItem.Events"/>.
    /// </param>
    /// <param name="message">The message to send, replaced by the message received.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no socket was ready in time; ETERM: the context was shut down.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; null, a negative time and more than 2^31 - 1 ms are without limit.
    /// </param>
    /// <returns>Whether a message was received or sent.</returns>
    /// <exception cref="InvalidOperationException">
    /// The item has none of the events, or no delegate for one of them.
    /// </exception>
    public static bool Poll(
        this ZSocket socket,
        ZPollItem item,
        ZPoll pollEvents,
        ref ZMessage message,
        out ZError error,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(item);
        ZmqPollEvents wanted = Wanted(item, pollEvents, message);
        ZmqPoller poller = socket.RentPoller();
        poller.Watch(0, wanted);
        bool ready = Wait(poller, timeout, out error);
        item.ReadyEvents = ready ? Found(poller, 0) : ZPoll.None;
        socket.Return(poller);
        return ready && Handle(socket, item, ref message, out error);
    }

    private static ZmqPollEvents Wanted(ZPollItem item, ZPoll pollEvents, ZMessage message)
    {
        ZPoll wanted = item.Events & pollEvents & (ZPoll.In | ZPoll.Out);
        if (wanted == ZPoll.None
            || ((wanted & ZPoll.In) != 0 && item.ReceiveMessage is null)
            || ((wanted & ZPoll.Out) != 0 && item.SendMessage is null))
        {
            throw new InvalidOperationException(
                $"The poll item cannot be polled for {pollEvents}; "
                + "CreateReceiver, CreateSender and CreateReceiverSender create the items that can.");
        }

        // Without a message to send, the wait is not for room.
        return (ZmqPollEvents)(message is null ? wanted & ~ZPoll.Out : wanted);
    }

    private static ZPoll Found(ZmqPoller poller, int index) =>
        (poller.IsReadable(index) ? ZPoll.In : ZPoll.None) | (poller.IsWritable(index) ? ZPoll.Out : ZPoll.None);

    private static bool Wait(ZmqPoller poller, TimeSpan? timeout, out ZError error)
    {
        TimeSpan time = timeout is { } given && given >= TimeSpan.Zero && given.TotalMilliseconds <= int.MaxValue
            ? given
            : Timeout.InfiniteTimeSpan;
        try
        {
            bool ready = poller.Wait(time) > 0;
            error = ready ? ZError.None : ZError.EAGAIN;
            return ready;
        }
        catch (ZmqException exception)
        {
            error = ZError.Of(exception);
            return false;
        }
    }

    // An error of the delegate is returned unchanged.
    private static bool Handle(ZSocket socket, ZPollItem item, ref ZMessage message, out ZError error)
    {
        error = ZError.None;
        bool done = ((item.ReadyEvents & ZPoll.Out) == 0 || item.SendMessage(socket, message, out error))
            && ((item.ReadyEvents & ZPoll.In) == 0 || item.ReceiveMessage(socket, out message, out error));
        error = done ? ZError.None : error ?? ZError.EAGAIN;
        return done;
    }
}
