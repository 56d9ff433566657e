namespace ZeroMQ.Devices;

/// <summary>Passes messages from publishers, at the frontend, to subscribers, at the backend, and their subscriptions back.</summary>
public class PubSubDevice : ZDevice
{
    /// <summary>The type of the frontend: XSUB.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.XSUB;

    /// <summary>The type of the backend: XPUB.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.XPUB;

    /// <summary>A device on <see cref="ZContext.Current"/>, to be set up.</summary>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PubSubDevice() : this(ZContext.Current)
    {
    }

    /// <summary>A device to be set up.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PubSubDevice(ZContext context) : base(context, FrontendType, BackendType)
    {
    }

    /// <summary>A device on <see cref="ZContext.Current"/> that binds both sides when it starts.</summary>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PubSubDevice(string frontendBindAddr, string backendBindAddr) : this(ZContext.Current, frontendBindAddr, backendBindAddr)
    {
    }

    /// <summary>A device that binds both sides when it starts.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PubSubDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Passes one message on to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket socket, out ZMessage message, out ZError error) => Forward(socket, BackendSocket, out message, out error);

    /// <summary>Passes one subscription back to the frontend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) => Forward(args, FrontendSocket, out message, out error);
}
