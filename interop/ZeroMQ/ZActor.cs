namespace ZeroMQ;

/// <summary>
/// Runs an action on a thread of its own, connected by a pipe: a PAIR socket at each end.
/// </summary>
public class ZActor : ZThread
{
    private static long s_count;

    /// <summary>Creates an actor with an endpoint that is unique in the process.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="action">
    /// The action. It has to end when its cancellor is cancelled; an ETERM that it throws ends it,
    /// too.
    /// </param>
    /// <param name="args">The arguments passed to the action, unchanged.</param>
    public ZActor(ZContext context, ZAction action, params object[] args) : this(context, NewEndpoint(), action, args)
    {
    }

    /// <summary>Creates an actor with a given endpoint.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <param name="action">
    /// The action. It has to end when its cancellor is cancelled; an ETERM that it throws ends it,
    /// too.
    /// </param>
    /// <param name="args">The arguments passed to the action, unchanged.</param>
    public ZActor(ZContext context, string endpoint, ZAction action, params object[] args) =>
        (Context, Endpoint, Action, Arguments) = (context, endpoint, action, args);

    /// <summary>
    /// Creates an actor in <see cref="ZContext.Current"/> with an endpoint that is unique in the
    /// process.
    /// </summary>
    /// <param name="action">
    /// The action. It has to end when its cancellor is cancelled; an ETERM that it throws ends it,
    /// too.
    /// </param>
    /// <param name="args">The arguments passed to the action, unchanged.</param>
    public ZActor(ZAction0 action, params object[] args) : this(NewEndpoint(), action, args)
    {
    }

    /// <summary>Creates an actor in <see cref="ZContext.Current"/> with a given endpoint.</summary>
    /// <param name="endpoint">An inproc endpoint to which nothing is bound.</param>
    /// <param name="action">
    /// The action. It has to end when its cancellor is cancelled; an ETERM that it throws ends it,
    /// too.
    /// </param>
    /// <param name="args">The arguments passed to the action, unchanged.</param>
    public ZActor(string endpoint, ZAction0 action, params object[] args) =>
        (Context, Endpoint, Action0, Arguments) = (ZContext.Current, endpoint, action, args);

    /// <summary>The context of both sockets.</summary>
    public ZContext Context { get; protected set; }

    /// <summary>
    /// The inproc endpoint of the pipe; without a given one, it is unique in the process.
    /// </summary>
    public string Endpoint { get; protected set; }

    /// <summary>The action; null if <see cref="Action0"/> is the action.</summary>
    public ZAction Action { get; protected set; }

    /// <summary>
    /// The action in <see cref="ZContext.Current"/>; null if <see cref="Action"/> is the action.
    /// </summary>
    public ZAction0 Action0 { get; protected set; }

    /// <summary>The arguments passed to the action, unchanged.</summary>
    public object[] Arguments { get; protected set; }

    /// <summary>
    /// The action's end of the pipe; null before <see cref="Start"/>, closed when the action has
    /// ended.
    /// </summary>
    public ZSocket Backend { get; protected set; }

    /// <summary>
    /// The owner's end of the pipe; null before <see cref="Start"/>, closed when the actor is
    /// disposed of.
    /// </summary>
    public ZSocket Frontend { get; protected set; }

    /// <summary>Creates the pipe and starts the action. An actor can be started once.</summary>
    /// <exception cref="ZException">
    /// EADDRINUSE: another socket is bound to the endpoint; EINVAL, EPROTONOSUPPORT: the endpoint
    /// is not valid; ETERM: the context was shut down; EMFILE: the context has as many sockets as
    /// it allows.
    /// </exception>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">The actor is disposed of.</exception>
    public override void Start()
    {
        EnsureNotDisposed();
        if (_thread is null)
        {
            OpenPipe();
        }
        base.Start();
    }

    /// <summary>
    /// Calls the action. An action whose context was shut down ends by throwing ETERM.
    /// </summary>
    protected override void Run()
    {
        using ZSocket backend = Backend;
        try
        {
            Action?.Invoke(Context, backend, Cancellor, Arguments);
            Action0?.Invoke(backend, Cancellor, Arguments);
        }
        catch (ZException exception) when (Equals(exception.Error, ZError.ETERM))
        {
        }
        if (backend.SocketPtr != IntPtr.Zero)
        {
            // Unbinding frees the endpoint for another actor immediately; closing would do so some
            // time later.
            _ = backend.Unbind(Endpoint, out _);
        }
    }

    /// <summary>
    /// Cancels the action, waits until it has ended, and closes both ends of the pipe.
    /// </summary>
    /// <param name="disposing">
    /// True if <see cref="ZThread.Dispose()"/> calls, false if the finaliser does.
    /// </param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Frontend?.Dispose();
        }
    }

    private static string NewEndpoint() => $"inproc://zeromq.actor.{Interlocked.Increment(ref s_count)}";

    private void OpenPipe()
    {
        Backend = new ZSocket(Context, ZSocketType.PAIR);
        try
        {
            Backend.Bind(Endpoint);
            Frontend = new ZSocket(Context, ZSocketType.PAIR);
            Frontend.Connect(Endpoint);
        }
        catch
        {
            Frontend?.Dispose();
            Backend.Dispose();
            throw;
        }
    }
}
