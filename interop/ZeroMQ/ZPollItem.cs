namespace ZeroMQ;

/// <summary>What to poll a socket for, and how to receive or send then. Not bound to a socket: one can be used for many, one after another.</summary>
public class ZPollItem
{
    /// <summary>What to poll for.</summary>
    public ZPoll Events;

    /// <summary>What the last poll found.</summary>
    public ZPoll ReadyEvents;

    /// <summary>How a message is received; null for one that only sends.</summary>
    public ReceiveDelegate ReceiveMessage;

    /// <summary>How a message is sent; null for one that only receives.</summary>
    public SendDelegate SendMessage;

    /// <summary>An item without delegates.</summary>
    /// <param name="events">What to poll for.</param>
    protected ZPollItem(ZPoll events) => Events = events;

    /// <summary>Receives a message from a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message, or null.</param>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether there was one.</returns>
    public delegate bool ReceiveDelegate(ZSocket socket, out ZMessage message, out ZError error);

    /// <summary>Sends a message to a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether it was sent.</returns>
    public delegate bool SendDelegate(ZSocket socket, ZMessage message, out ZError error);

    /// <summary>An item that receives in its own way.</summary>
    /// <param name="receiveMessage">How.</param>
    public static ZPollItem Create(ReceiveDelegate receiveMessage) => Create(receiveMessage, null);

    /// <summary>An item that receives and sends in its own way.</summary>
    /// <param name="receiveMessage">How it receives; may be null.</param>
    /// <param name="sendMessage">How it sends; may be null.</param>
    public static ZPollItem Create(ReceiveDelegate receiveMessage, SendDelegate sendMessage) =>
        new((receiveMessage is null ? ZPoll.None : ZPoll.In) | (sendMessage is null ? ZPoll.None : ZPoll.Out))
        {
            ReceiveMessage = receiveMessage,
            SendMessage = sendMessage,
        };

    /// <summary>An item that receives.</summary>
    public static ZPollItem CreateReceiver() => Create(DefaultReceiveMessage);

    /// <summary>An item that sends.</summary>
    public static ZPollItem CreateSender() => CreateSender(DefaultSendMessage);

    /// <summary>An item that sends in its own way.</summary>
    /// <param name="sendMessage">How.</param>
    public static ZPollItem CreateSender(SendDelegate sendMessage) => Create(null, sendMessage);

    /// <summary>An item that receives and sends.</summary>
    public static ZPollItem CreateReceiverSender() => Create(DefaultReceiveMessage, DefaultSendMessage);

    /// <summary>Receives with <see cref="ZSocket.ReceiveMessage(out ZError)"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message, or null.</param>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether there was one.</returns>
    public static bool DefaultReceiveMessage(ZSocket socket, out ZMessage message, out ZError error)
    {
        message = socket.ReceiveMessage(ZSocketFlags.DontWait, out error);
        return message is not null;
    }

    /// <summary>Sends with <see cref="ZSocket.Send(ZMessage, out ZError)"/>.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">Null, or why it failed.</param>
    /// <returns>Whether it was sent.</returns>
    public static bool DefaultSendMessage(ZSocket socket, ZMessage message, out ZError error) => socket.Send(message, ZSocketFlags.DontWait, out error);
}
