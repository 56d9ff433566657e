using System.Net.Sockets;
using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// A short connection of its own to a publisher for what libzmq does not report: why nobody can be
/// reached, whether ZMTP is spoken and in which version, and whether PING is answered. It
/// subscribes to nothing, so no message is lost by it. It has a thread of its own from when the
/// connection is accepted. The results may be read by any thread.
/// </summary>
/// <param name="endpoint">One that <see cref="PeerAddress.CanProbe"/> accepts.</param>
/// <param name="options">The times.</param>
/// <param name="mechanism">The mechanism of the sockets for messages.</param>
/// <param name="isKnownToAnswer">
/// Whether PING is answered, if an earlier probe has found out: then it is not tried again.
/// </param>
/// <param name="wake">Called when there is something new to read here.</param>
internal sealed class PeerProbe(
    string endpoint,
    NotificationSubscriberOptions options,
    ZmqMechanism mechanism,
    bool? isKnownToAnswer,
    Action wake) : IDisposable
{
    // A publisher of libzmq answers PING within a round trip. Beyond this time the connection for
    // messages is opened without waiting for the answer any longer, in milliseconds.
    private const int PatienceForPong = 250;

    // Zero is no limit to libzmq, and the system's own to a connection.
    private readonly TimeSpan _limit =
        options.ConnectTimeout > TimeSpan.Zero ? options.ConnectTimeout : TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private volatile string _reason = "there has been no answer yet";
    private volatile bool _isPublisher, _isOver, _answersPing, _isAccepted;

    /// <summary>What it waits for; at the end the reason why there is no publisher.</summary>
    internal string Reason => _reason;

    /// <summary>Whether a publisher has answered, so that a connection for messages can be opened.</summary>
    internal bool IsPublisher => _isPublisher;

    /// <summary>Whether nothing more will be found.</summary>
    internal bool IsOver => _isOver;

    /// <summary>Whether somebody has accepted the connection.</summary>
    internal bool IsAccepted => _isAccepted;

    /// <summary>Whether PING was answered; not known before <see cref="IsOver"/>.</summary>
    internal bool AnswersPing => _answersPing;

    /// <summary>Whether the publisher completes a handshake that libzmq reports: from ZMTP 3.0 on.</summary>
    internal bool HasHandshake { get; private set; }

    /// <summary>Begins.</summary>
    internal void Start() => _ = ConnectAsync();

    /// <summary>Ends it soon; nothing more is reported.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task ConnectAsync()
    {
        try
        {
            (Socket? socket, string reason) = await PeerAddress.ConnectAsync(
                endpoint, _limit, progress => _reason = progress, _stop.Token).ConfigureAwait(false);
            if (socket is not null)
            {
                _isAccepted = true;
                new Thread(() => Run(socket)) { IsBackground = true, Name = nameof(PeerProbe) }.Start();
                return;
            }
            _reason = reason;
        }
        catch (OperationCanceledException)
        {
            // This was disposed of.
        }
        End();
    }

    private void Run(Socket socket)
    {
        try
        {
            using (socket)
            {
                using CancellationTokenRegistration registration = _stop.Token.Register(socket.Dispose);
                Converse(new ZmtpTalk(socket));
            }
        }
        catch (PeerException exception)
        {
            _reason = exception.Message;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // What was awaited did not come before the time was over, or the peer reset the
            // connection, or this was disposed of.
        }
        End();
    }

    private void End()
    {
        _isOver = true;
        if (!_stop.IsCancellationRequested)
        {
            wake();
        }
    }

    private void Converse(ZmtpTalk talk)
    {
        _reason = "the connection is accepted, but nothing is said there: it is no ZMQ publisher, or a frozen one";
        talk.Deadline = Environment.TickCount64 + (long)_limit.TotalMilliseconds;
        int version = talk.ExchangeGreetings(mechanism);
        HasHandshake = version >= ZmtpTalk.FirstWithHandshake;
        if (!HasHandshake || isKnownToAnswer is not null || mechanism != ZmqMechanism.Null)
        {
            // ZMTP 2.0 has no PING. Behind another mechanism only libzmq's own connection can ask;
            // publishers with keys are of libzmq's family, which answers.
            _answersPing = HasHandshake && (isKnownToAnswer ?? true);
            Accept();
            return;
        }
        _reason = "the publisher does not complete the handshake";
        talk.ExchangeReady();
        if (options.HeartbeatInterval > TimeSpan.Zero)
        {
            talk.SendPing();
            _answersPing = talk.ReceivePong(PatienceForPong);
        }
        Accept();
        if (options.HeartbeatInterval > TimeSpan.Zero && !_answersPing)
        {
            _answersPing = talk.ReceivePong((long)options.HeartbeatTimeout.TotalMilliseconds);
        }
    }

    private void Accept()
    {
        _isPublisher = true;
        wake();
    }
}
