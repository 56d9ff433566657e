namespace ZeroMQ.Devices;

/// <summary>
/// Forwards requests from clients, at the frontend, to services, at the backend, each request to
/// one of them, round-robin; the replies go back to the client that asked.
/// </summary>
public class RouterDealerDevice : ZDevice
{
    /// <summary>The type of the frontend socket: ROUTER.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.ROUTER;

    /// <summary>The type of the backend socket: DEALER.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.DEALER;

    /// <summary>
    /// Creates a device in <see cref="ZContext.Current"/>; its setups say where it binds and
    /// connects.
    /// </summary>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public RouterDealerDevice() : this(ZContext.Current)
    {
    }

    /// <summary>Creates a device; its setups say where it binds and connects.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    public RouterDealerDevice(ZContext context) : base(context, FrontendType, BackendType)
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
    public RouterDealerDevice(string frontendBindAddr, string backendBindAddr)
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
    public RouterDealerDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Forwards one message to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket args, out ZMessage message, out ZError error) =>
        Forward(args, BackendSocket, out message, out error);

    /// <summary>Forwards one message to the frontend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) =>
        Forward(args, FrontendSocket, out message, out error);
}
