namespace ZeroMQ.Devices;

/// <summary>Passes messages from those who push, at the frontend, to those who pull, at the backend, each to one of them.</summary>
public class PushPullDevice : ZDevice
{
    /// <summary>The type of the frontend: PULL.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.PULL;

    /// <summary>The type of the backend: PUSH.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.PUSH;

    /// <summary>A device on <see cref="ZContext.Current"/>, to be set up.</summary>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PushPullDevice() : this(ZContext.Current)
    {
    }

    /// <summary>A device to be set up.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PushPullDevice(ZContext context) : base(context, FrontendType, BackendType)
    {
    }

    /// <summary>A device on <see cref="ZContext.Current"/> that binds both sides when it starts.</summary>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PushPullDevice(string frontendBindAddr, string backendBindAddr) : this(ZContext.Current, frontendBindAddr, backendBindAddr)
    {
    }

    /// <summary>A device that binds both sides when it starts.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public PushPullDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Passes one message on to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket args, out ZMessage message, out ZError error) => Forward(args, BackendSocket, out message, out error);

    /// <summary>Is not called: nothing comes from the backend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket args, out ZMessage message, out ZError error) => throw new NotSupportedException("Nothing comes from a PUSH socket.");
}
