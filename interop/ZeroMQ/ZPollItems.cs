using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>Polls sockets (zmq_poll), and receives or sends with the items' delegates where that is possible.</summary>
public static partial class ZPollItems
{
    /// <summary>Waits for a message and receives it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">How to receive.</param>
    /// <param name="incoming">The message; null if there was none.</param>
    /// <param name="error">Null; EAGAIN: none came in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">The item does not receive.</exception>
    public static bool PollIn(this ZSocket socket, ZPollItem item, out ZMessage incoming, out ZError error, TimeSpan? timeout = null)
    {
        incoming = null;
        return Poll(socket, item, ZPoll.In, ref incoming, out error, timeout);
    }

    /// <summary>Waits until a message can be sent and sends it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">How to send.</param>
    /// <param name="outgoing">The message.</param>
    /// <param name="error">Null; EAGAIN: no room in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="InvalidOperationException">The item does not send.</exception>
    /// <exception cref="ArgumentNullException">There is no message.</exception>
    public static bool PollOut(this ZSocket socket, ZPollItem item, ZMessage outgoing, out ZError error, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        return Poll(socket, item, ZPoll.Out, ref outgoing, out error, timeout);
    }

    /// <summary>Waits until a message can be received or sent, and does it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="item">How to receive and send.</param>
    /// <param name="pollEvents">What to wait for, of what the item does.</param>
    /// <param name="message">The message to send; then the message received.</param>
    /// <param name="error">Null; EAGAIN: not in time; ETERM: the context was shut down.</param>
    /// <param name="timeout">How long to wait; null is for ever.</param>
    /// <returns>Whether one was received or sent.</returns>
    /// <exception cref="InvalidOperationException">The item cannot do what is waited for.</exception>
    public static bool Poll(this ZSocket socket, ZPollItem item, ZPoll pollEvents, ref ZMessage message, out ZError error, TimeSpan? timeout = null)
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
        if (wanted == ZPoll.None || ((wanted & ZPoll.In) != 0 && item.ReceiveMessage is null) || ((wanted & ZPoll.Out) != 0 && item.SendMessage is null))
        {
            throw new InvalidOperationException($"This poll item cannot be polled for {pollEvents}: make it with CreateReceiver, CreateSender or CreateReceiverSender.");
        }

        // Without a message there is no use in waiting for room.
        return (ZmqPollEvents)(message is null ? wanted & ~ZPoll.Out : wanted);
    }

    private static ZPoll Found(ZmqPoller poller, int index) =>
        (poller.IsReadable(index) ? ZPoll.In : ZPoll.None) | (poller.IsWritable(index) ? ZPoll.Out : ZPoll.None);

    private static bool Wait(ZmqPoller poller, TimeSpan? timeout, out ZError error)
    {
        TimeSpan time = timeout is { } given && given >= TimeSpan.Zero && given.TotalMilliseconds <= int.MaxValue ? given : Timeout.InfiniteTimeSpan;
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

    // An error of a delegate's own is told, not replaced.
    private static bool Handle(ZSocket socket, ZPollItem item, ref ZMessage message, out ZError error)
    {
        error = ZError.None;
        bool done = ((item.ReadyEvents & ZPoll.Out) == 0 || item.SendMessage(socket, message, out error))
            && ((item.ReadyEvents & ZPoll.In) == 0 || item.ReceiveMessage(socket, out message, out error));
        error = done ? ZError.None : error ?? ZError.EAGAIN;
        return done;
    }
}
