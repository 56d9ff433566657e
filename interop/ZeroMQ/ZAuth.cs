using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Decides which clients the servers of a context accept (ZAP, RFC 27). It runs as the action of an
/// actor, <c>new ZActor(context, ZAuth.Action)</c> or <c>new ZActor(ZAuth.Action0, null)</c>, and
/// takes commands from the actor's <see cref="ZActor.Frontend"/>: a frame with the command, then a
/// frame for each argument.
/// </summary>
/// <remarks>
/// <para>
/// ALLOW addresses: only clients from these addresses are accepted. DENY addresses: clients from
/// these addresses are refused, unless there are allowed addresses, which alone count then.
/// </para>
/// <para>
/// PLAIN file: the users, one line <c>name = secret</c> each. If the secret is in double quotes, a
/// client may send it with or without them. Before this command, PLAIN clients are refused.
/// </para>
/// <para>
/// CURVE directory: the public certificates (<see cref="ZCert"/>) of the accepted clients; their
/// metadata become properties of each message received from them
/// (<see cref="ZFrame.GetOption(string)"/>). CURVE *: every client is accepted (default). Files are
/// read again after a change.
/// </para>
/// <para>
/// GSSAPI: this command has no effect, because libzmq has authenticated these clients already.
/// VERBOSE: each request is written to standard output, as one line. $TERM: the authenticator ends.
/// </para>
/// <para>
/// The answer to each command but $TERM is one frame of four bytes, an int in the machine's byte
/// order: 0; an errno if another socket is bound to the authenticator's endpoint; -1 for an unknown
/// command. The command is in effect when the answer is sent.
/// </para>
/// <para>
/// The property User-Id of a message is the name with PLAIN, the public key as Z85 text with CURVE,
/// the principal with GSSAPI.
/// </para>
/// </remarks>
public class ZAuth : IDisposable
{
    private const string Endpoint = "inproc://zeromq.zap.01";

    private readonly ZapRules _rules = new();
    private readonly ZSocket _handler;
    private readonly ZSocket _pipe;
    private readonly int _bindError;
    private bool _verbose;

    private ZAuth(ZContext context, ZSocket pipe)
    {
        _pipe = pipe;
        _handler = new ZSocket(context, ZSocketType.REP);
        _bindError = _handler.Bind(Endpoint, out ZError error) ? 0 : error.Number;
    }

    /// <summary>
    /// The action for an actor. It returns after $TERM, when it is cancelled, and when the context
    /// is shut down.
    /// </summary>
    /// <param name="context">The context whose servers send requests.</param>
    /// <param name="backend">The actor's end of the pipe.</param>
    /// <param name="cancellor">Cancelling it ends the action.</param>
    /// <param name="args">This is not used.</param>
    public static void Action(ZContext context, ZSocket backend, CancellationTokenSource cancellor, object[] args)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(cancellor);
        try
        {
            using ZAuth authenticator = new(context, backend);
            authenticator.Run(cancellor.Token);
        }
        catch (OperationCanceledException)
        {
            // The owner cancelled the action.
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // The context was shut down, so there are no more requests.
        }
    }

    /// <summary>The action for an actor in <see cref="ZContext.Current"/>.</summary>
    /// <inheritdoc cref="Action"/>
    public static void Action0(ZSocket backend, CancellationTokenSource cancellor, object[] args) =>
        Action(ZContext.Current, backend, cancellor, args);

    /// <summary>Closes the authenticator's socket. Its endpoint is free immediately.</summary>
    public void Close()
    {
        if (_handler.SocketPtr != IntPtr.Zero)
        {
            // Unbinding frees the endpoint immediately; closing would do so some time later.
            _ = _handler.Unbind(Endpoint, out _);
            _handler.Close();
        }
    }

    /// <inheritdoc cref="Close"/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the authenticator's socket.</summary>
    /// <param name="disposing">True, because there is no finaliser.</param>
    protected virtual void Dispose(bool disposing) => Close();

    private void Run(CancellationToken token)
    {
        ZmqPoller poller = new(_pipe.Native, _handler.Native);
        while (!token.IsCancellationRequested)
        {
            _ = poller.Wait(Timeout.InfiniteTimeSpan, token);
            if (poller.IsReadable(0) && !Execute())
            {
                return;
            }
            if (poller.IsReadable(1))
            {
                Answer();
            }
        }
    }

    // Returns false if the command ends the authenticator.
    private bool Execute()
    {
        string[] command;
        using (ZMessage message = _pipe.ReceiveMessage())
        {
            command = [.. message.Select(frame => frame.ToString())];
        }
        if (command[0] == "$TERM")
        {
            return false;
        }
        _verbose |= command[0] == "VERBOSE";
        int answer = command[0] == "VERBOSE" || _rules.Change(command[0], command[1..]) ? _bindError : -1;

        // Some owners never read the answers, which must not block the authenticator.
        _ = _pipe.Native.Send(BitConverter.GetBytes(answer), wait: false);
        return true;
    }

    private void Answer()
    {
        byte[][] request;
        using (ZMessage message = _handler.ReceiveMessage())
        {
            request = [.. message.Select(frame => frame.Read())];
        }
        ZapReply reply = _rules.Decide(request);
        if (_verbose)
        {
            Console.WriteLine($"ZAuth: {reply.Status} {reply.Text} {reply.User}");
        }
        reply.Send(_handler.Native, request.Length > 1 ? request[1] : []);
    }
}
