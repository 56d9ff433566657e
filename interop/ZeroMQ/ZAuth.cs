using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Decides which clients the servers of a context let in (ZAP, RFC 27). It runs as the action of an actor, <c>new ZActor(context, ZAuth.Action)</c> or
/// <c>new ZActor(ZAuth.Action0, null)</c>, and takes commands from the actor's <see cref="ZActor.Frontend"/>: a frame with the command, then one for each argument.
/// </summary>
/// <remarks>
/// <para>ALLOW addresses: let in these only. DENY addresses: do not let these in; counts where nothing is allowed by name.</para>
/// <para>PLAIN file: users, a line <c>name = secret</c> each. Where the secret is in double quotes, a client may send it with or without them. Before, nobody is let in.</para>
/// <para>CURVE directory: the public certificates (<see cref="ZCert"/>) of the clients; their metadata are properties of each message received from them
/// (<see cref="ZFrame.GetOption(string)"/>). CURVE *: every client, which is so at first. Files are read again when they have changed.</para>
/// <para>GSSAPI: changes nothing, libzmq has checked those clients. VERBOSE: writes a line a request to standard output. $TERM: ends.</para>
/// <para>The answer to each command but $TERM is one frame of four bytes: 0; an errno when another socket has the authenticator's endpoint; -1 to a command it does not know.
/// Whoever has it knows that the command counts from now on.</para>
/// <para>The property User-Id is the name with PLAIN, the public key as Z85 text with CURVE, the principal with GSSAPI.</para>
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

    /// <summary>The action for an actor. Returns after $TERM, when cancelled, and with the context.</summary>
    /// <param name="context">The context whose servers ask.</param>
    /// <param name="backend">The actor's side of the pipe.</param>
    /// <param name="cancellor">Ends it.</param>
    /// <param name="args">Not used.</param>
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
            // The owner ended it.
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // There is nothing to decide any more.
        }
    }

    /// <summary>The action for an actor on <see cref="ZContext.Current"/>.</summary>
    /// <inheritdoc cref="Action"/>
    public static void Action0(ZSocket backend, CancellationTokenSource cancellor, object[] args) => Action(ZContext.Current, backend, cancellor, args);

    /// <summary>Closes the authenticator's socket; another one may have its endpoint at once.</summary>
    public void Close()
    {
        if (_handler.SocketPtr != IntPtr.Zero)
        {
            // Closing would free it some time later.
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
    /// <param name="disposing">Always true.</param>
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

    // False ends.
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

        // Some owners never read the answers; they must not stop the authenticator.
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
