namespace ZeroMQ;

/// <summary>An action on a thread of its own, with a pipe to it: a PAIR socket on each side.</summary>
public class ZActor : ZThread
{
    private static long s_count;

    /// <summary>An actor with an endpoint of its own.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="action">What it does. It has to end when its cancellor is cancelled; with ETERM it ends by itself.</param>
    /// <param name="args">Handed to the action as they are.</param>
    public ZActor(ZContext context, ZAction action, params object[] args) : this(context, NewEndpoint(), action, args)
    {
    }

    /// <summary>An actor with a given endpoint.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <param name="action">What it does. It has to end when its cancellor is cancelled; with ETERM it ends by itself.</param>
    /// <param name="args">Handed to the action as they are.</param>
    public ZActor(ZContext context, string endpoint, ZAction action, params object[] args) =>
        (Context, Endpoint, Action, Arguments) = (context, endpoint, action, args);

    /// <summary>An actor on <see cref="ZContext.Current"/> with an endpoint of its own.</summary>
    /// <param name="action">What it does. It has to end when its cancellor is cancelled; with ETERM it ends by itself.</param>
    /// <param name="args">Handed to the action as they are.</param>
    public ZActor(ZAction0 action, params object[] args) : this(NewEndpoint(), action, args)
    {
    }

    /// <summary>An actor on <see cref="ZContext.Current"/> with a given endpoint.</summary>
    /// <param name="endpoint">An inproc endpoint nothing is bound to.</param>
    /// <param name="action">What it does. It has to end when its cancellor is cancelled; with ETERM it ends by itself.</param>
    /// <param name="args">Handed to the action as they are.</param>
    public ZActor(string endpoint, ZAction0 action, params object[] args) =>
        (Context, Endpoint, Action0, Arguments) = (ZContext.Current, endpoint, action, args);

    /// <summary>The context of both sockets.</summary>
    public ZContext Context { get; protected set; }

    /// <summary>Where the two sides meet; without one given, different for every actor of the process.</summary>
    public string Endpoint { get; protected set; }

    /// <summary>What it does; null where <see cref="Action0"/> is given.</summary>
    public ZAction Action { get; protected set; }

    /// <summary>What it does; null where <see cref="Action"/> is given.</summary>
    public ZAction0 Action0 { get; protected set; }

    /// <summary>Handed to the action as they are.</summary>
    public object[] Arguments { get; protected set; }

    /// <summary>The action's side of the pipe; null before <see cref="Start"/>, closed when the action has ended.</summary>
    public ZSocket Backend { get; protected set; }

    /// <summary>The owner's side of the pipe; null before <see cref="Start"/>, closed when the actor is disposed of.</summary>
    public ZSocket Frontend { get; protected set; }

    /// <summary>Makes the pipe and starts the action. Once only.</summary>
    /// <exception cref="ZException">EADDRINUSE: another socket has the endpoint; EINVAL, EPROTONOSUPPORT: it is none; ETERM, EMFILE: no socket can be made.</exception>
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

    /// <summary>Calls the action. ETERM, thrown by it, is how an action ends whose context was shut down.</summary>
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
            // Closing would free the endpoint some time later; another actor may want it at once.
            _ = backend.Unbind(Endpoint, out _);
        }
    }

    /// <summary>Cancels the action, waits until it has ended, and closes both sides of the pipe.</summary>
    /// <param name="disposing">Whether <see cref="ZThread.Dispose()"/> calls.</param>
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
