namespace ZeroMQ.Devices;

/// <summary>
/// Forwards messages from publishers, at the frontend, to subscribers, at the backend, and their
/// subscriptions in the opposite direction.
/// </summary>
public class PubSubDevice : ZDevice
{
    /// <summary>The type of the frontend socket: XSUB.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.XSUB;

    /// <summary>The type of the backend socket: XPUB.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.XPUB;

    /// <summary>
    /// Creates a device in <see cref="ZContext.Current"/>; its setups say where it binds and
    /// connects.
    /// </summary>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PubSubDevice() : this(ZContext.Current)
    {
    }

    /// <summary>Creates a device; its setups say where it binds and connects.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public PubSubDevice(ZContext context) : base(context, FrontendType, BackendType)
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
    public PubSubDevice(string frontendBindAddr, string backendBindAddr)
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
    public PubSubDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Forwards one message to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket socket, out ZMessage message, out ZError error) =>
        Forward(socket, BackendSocket, out message, out error);

    /// <summary>Forwards one subscription to the frontend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) =>
        Forward(args, FrontendSocket, out message, out error);
}
