namespace ZeroMQ.Devices;

/// <summary>
/// Forwards messages from PUSH peers, at the frontend, to PULL peers, at the backend: each message
/// to one of them, round-robin.
/// </summary>
public class PushPullDevice : ZDevice
{
    /// <summary>The type of the frontend socket: PULL.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.PULL;

    /// <summary>The type of the backend socket: PUSH.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.PUSH;

    /// <summary>
    /// Creates a device in <see cref="ZContext.Current"/>; its setups say where it binds and
    /// connects.
    /// </summary>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PushPullDevice() : this(ZContext.Current)
    {
    }

    /// <summary>Creates a device; its setups say where it binds and connects.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PushPullDevice(ZContext context) : base(context, FrontendType, BackendType)
    {
    }

    /// <summary>
    /// Creates a device in <see cref="ZContext.Current"/> whose sockets are bound when it starts.
    /// </summary>
    /// <param name="frontendBindAddr">The endpoint to which the frontend is bound.</param>
    /// <param name="backendBindAddr">The endpoint to which the backend is bound.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PushPullDevice(string frontendBindAddr, string backendBindAddr)
        : this(ZContext.Current, frontendBindAddr, backendBindAddr)
    {
    }

    /// <summary>Creates a device whose sockets are bound when it starts.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendBindAddr">The endpoint to which the frontend is bound.</param>
    /// <param name="backendBindAddr">The endpoint to which the backend is bound.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PushPullDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Forwards one message to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket args, out ZMessage message, out ZError error) =>
        Forward(args, BackendSocket, out message, out error);

    /// <summary>This is never called, because a PUSH socket receives nothing.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) =>
        throw new NotSupportedException("Nothing comes from a PUSH socket.");
}
