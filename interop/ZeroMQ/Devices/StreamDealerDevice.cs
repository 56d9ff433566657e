namespace ZeroMQ.Devices;

/// <summary>Passes raw TCP data from clients, at the frontend, to services, at the backend, each to one of them, and what they answer back. A message is the connection and its data.</summary>
public class StreamDealerDevice : ZDevice
{
    /// <summary>The type of the frontend: STREAM.</summary>
    public static readonly ZSocketType FrontendType = ZSocketType.STREAM;

    /// <summary>The type of the backend: DEALER.</summary>
    public static readonly ZSocketType BackendType = ZSocketType.DEALER;

    /// <summary>A device on <see cref="ZContext.Current"/>, to be set up.</summary>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public StreamDealerDevice() : this(ZContext.Current)
    {
    }

    /// <summary>A device to be set up.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public StreamDealerDevice(ZContext context) : base(context, FrontendType, BackendType)
    {
    }

    /// <summary>A device on <see cref="ZContext.Current"/> that binds both sides when it starts.</summary>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public StreamDealerDevice(string frontendBindAddr, string backendBindAddr) : this(ZContext.Current, frontendBindAddr, backendBindAddr)
    {
    }

    /// <summary>A device that binds both sides when it starts.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendBindAddr">The endpoint of the frontend.</param>
    /// <param name="backendBindAddr">The endpoint of the backend.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    public StreamDealerDevice(ZContext context, string frontendBindAddr, string backendBindAddr) : this(context)
    {
        FrontendSetup.Bind(frontendBindAddr);
        BackendSetup.Bind(backendBindAddr);
    }

    /// <summary>Passes one message on to the backend.</summary>
    /// <inheritdoc/>
    protected override bool FrontendHandler(ZSocket sock, out ZMessage message, out ZError error) => Forward(sock, BackendSocket, out message, out error);

    /// <summary>Passes one message on to the frontend.</summary>
    /// <inheritdoc/>
    protected override bool BackendHandler(ZSocket sock, out ZMessage message, out ZError error) => Forward(sock, FrontendSocket, out message, out error);
}
