namespace ZeroMQ;

/// <summary>
/// The events to poll a socket for, and the delegates that then receive or send. An item is not
/// bound to a socket: it can be used for several, one after another.
/// </summary>
public class ZPollItem
{
    /// <summary>The events to poll for.</summary>
    public ZPoll Events;

    /// <summary>The events that the last poll found.</summary>
    public ZPoll ReadyEvents;

    /// <summary>Receives a message; null for an item that only sends.</summary>
    public ReceiveDelegate ReceiveMessage;

    /// <summary>Sends a message; null for an item that only receives.</summary>
    public SendDelegate SendMessage;

    /// <summary>Creates an item without delegates.</summary>
    /// <param name="events">The events to poll for.</param>
    protected ZPollItem(ZPoll events) => Events = events;

    /// <summary>Receives a message from a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message; null if none was received.</param>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>Whether a message was received.</returns>
    public delegate bool ReceiveDelegate(ZSocket socket, out ZMessage message, out ZError error);

    /// <summary>Sends a message to a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>Whether the message was sent.</returns>
    public delegate bool SendDelegate(ZSocket socket, ZMessage message, out ZError error);

    /// <summary>Creates an item that receives with a delegate.</summary>
    /// <param name="receiveMessage">The delegate.</param>
    public static ZPollItem Create(ReceiveDelegate receiveMessage) => Create(receiveMessage, null);

    /// <summary>Creates an item that receives and sends with delegates.</summary>
    /// <param name="receiveMessage">The delegate that receives; may be null.</param>
    /// <param name="sendMessage">The delegate that sends; may be null.</param>
    public static ZPollItem Create(ReceiveDelegate receiveMessage, SendDelegate sendMessage) =>
        new((receiveMessage is null ? ZPoll.None : ZPoll.In) | (sendMessage is null ? ZPoll.None : ZPoll.Out))
        {
            ReceiveMessage = receiveMessage,
            SendMessage = sendMessage,
        };

    /// <summary>Creates an item that receives.</summary>
    public static ZPollItem CreateReceiver() => Create(DefaultReceiveMessage);

    /// <summary>Creates an item that sends.</summary>
    public static ZPollItem CreateSender() => CreateSender(DefaultSendMessage);

    /// <summary>Creates an item that sends with a delegate.</summary>
    /// <param name="sendMessage">The delegate.</param>
    public static ZPollItem CreateSender(SendDelegate sendMessage) => Create(null, sendMessage);

    /// <summary>Creates an item that receives and sends.</summary>
    public static ZPollItem CreateReceiverSender() => Create(DefaultReceiveMessage, DefaultSendMessage);

    /// <summary>
    /// Receives with <see cref="ZSocket.ReceiveMessage(ZSocketFlags, out ZError)"/>, without
    /// waiting.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message; null if none was received.</param>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>Whether a message was received.</returns>
    public static bool DefaultReceiveMessage(ZSocket socket, out ZMessage message, out ZError error)
    {
        message = socket.ReceiveMessage(ZSocketFlags.DontWait, out error);
        return message is not null;
    }

    /// <summary>
    /// Sends with <see cref="ZSocket.Send(ZMessage, ZSocketFlags, out ZError)"/>, without waiting.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">Null on success; otherwise the error.</param>
    /// <returns>Whether the message was sent.</returns>
    public static bool DefaultSendMessage(ZSocket socket, ZMessage message, out ZError error) =>
        socket.Send(message, ZSocketFlags.DontWait, out error);
}
