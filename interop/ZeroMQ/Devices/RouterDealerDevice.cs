namespace ZeroMQ.Devices;

/// <summary>Passes requests from clients, at the frontend, to services, at the backend, each to one of them, and the replies back.</summary>
public class RouterDealerDevice : ZDevice
{
    /// <summary>The type of the frontend: ROUTER.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.ROUTER;

    /// <summary>The type of the backend: DEALER.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.DEALER;

    /// <summary>A device on <see cref="ZContext.Current"/>, to be set up.</summary>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public RouterDealerDevice() : this(ZContext.Current)
    {
    }

    /// <summary>A device to be set up.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public RouterDealerDevice(ZContext context) : base(context, FrontendType, BackendType)
    {
    }

    /// <summary>A device on <see cref="ZContext.Current"/> that binds both sides when it starts.</summary>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public RouterDealerDevice(string frontendBindAddr, string backendBindAddr) : this(ZContext.Current, frontendBindAddr, backendBindAddr)
    {
    }

    /// <summary>A device that binds both sides when it starts.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public RouterDealerDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Passes one message on to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket args, out ZMessage message, out ZError error) => Forward(args, BackendSocket, out message, out error);

    /// <summary>Passes one message on to the frontend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) => Forward(args, FrontendSocket, out message, out error);
}
