using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Forwards messages between two sockets on a thread of its own. The namespace ZeroMQ.Devices has
/// the usual devices; others derive from this class.
/// </summary>
/// <remarks>
/// While the device runs, its sockets must not be used otherwise. They are closed when it ends.
/// </remarks>
public abstract class ZDevice : ZThread
{
    // The number of messages from each side between two checks whether to stop.
    private const int Burst = 256;

    /// <summary>
    /// The longest wait for messages before the thread checks whether it was stopped: 500 ms.
    /// <see cref="ZThread.Stop"/> and messages end the wait immediately.
    /// </summary>
    protected readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The context of both sockets.</summary>
    protected readonly ZContext Context;

    /// <summary>The socket from which <see cref="FrontendHandler"/> receives.</summary>
    public ZSocket FrontendSocket;

    /// <summary>The socket from which <see cref="BackendHandler"/> receives.</summary>
    public ZSocket BackendSocket;

    /// <summary>
    /// Creates a device in <see cref="ZContext.Current"/> without sockets: the derived class calls
    /// <see cref="Initialize(ZSocketType, ZSocketType, out ZError)"/>.
    /// </summary>
    protected ZDevice() : this(ZContext.Current)
    {
    }

    /// <summary>Creates a device in <see cref="ZContext.Current"/>.</summary>
    /// <param name="frontendType">The type of the frontend socket.</param>
    /// <param name="backendType">The type of the backend socket.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    protected ZDevice(ZSocketType frontendType, ZSocketType backendType)
        : this(ZContext.Current, frontendType, backendType)
    {
    }

    /// <summary>
    /// Creates a device without sockets: the derived class calls
    /// <see cref="Initialize(ZSocketType, ZSocketType, out ZError)"/>.
    /// </summary>
    /// <param name="context">The context of both sockets.</param>
    protected ZDevice(ZContext context) => Context = context;

    /// <summary>Creates a device.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendType">The type of the frontend socket.</param>
    /// <param name="backendType">The type of the backend socket.</param>
    /// <exception cref="ZException">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows.
    /// </exception>
    protected ZDevice(ZContext context, ZSocketType frontendType, ZSocketType backendType) : this(context)
    {
        if (!Initialize(frontendType, backendType, out ZError error))
        {
            throw new ZException(error);
        }
    }

    /// <summary>
    /// The binds, connects and options of <see cref="FrontendSocket"/>, which are applied when the
    /// device starts.
    /// </summary>
    public ZSocketSetup FrontendSetup { get; protected set; }

    /// <summary>
    /// The binds, connects and options of <see cref="BackendSocket"/>, which are applied when the
    /// device starts.
    /// </summary>
    public ZSocketSetup BackendSetup { get; protected set; }

    /// <summary>
    /// Applies the setups and starts to forward messages. A device can be started once.
    /// </summary>
    /// <exception cref="ZException">
    /// A bind, connect or option failed; the error is that of the call.
    /// </exception>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">The device is disposed of.</exception>
    public override void Start()
    {
        EnsureNotDisposed();
        if (_thread is null)
        {
            Initialize();
        }
        base.Start();
    }

    /// <summary>
    /// Applies the setups; <see cref="Start"/> calls it. A program that calls it earlier can read
    /// the endpoints (<see cref="ZSocket.LastEndpoint"/>) before any message is forwarded.
    /// </summary>
    /// <exception cref="ZException">
    /// A bind, connect or option failed; the error is that of the call.
    /// </exception>
    public virtual void Initialize()
    {
        FrontendSetup.Configure();
        BackendSetup.Configure();
    }

    /// <summary>Creates both sockets and their setups.</summary>
    /// <param name="frontendType">The type of the frontend socket.</param>
    /// <param name="backendType">The type of the backend socket.</param>
    /// <param name="error">
    /// ETERM: the context was shut down; EMFILE: the context has as many sockets as it allows; null
    /// on success.
    /// </param>
    /// <returns>Whether it succeeded.</returns>
    protected virtual bool Initialize(ZSocketType frontendType, ZSocketType backendType, out ZError error)
    {
        FrontendSocket = ZSocket.Create(Context, frontendType, out error);
        if (FrontendSocket is null)
        {
            return false;
        }
        BackendSocket = ZSocket.Create(Context, backendType, out error);
        if (BackendSocket is null)
        {
            FrontendSocket.Dispose();
            return false;
        }
        FrontendSetup = new ZSocketSetup(
            FrontendSocket, frontendType == ZSocketType.XPUB ? BackendSocket : FrontendSocket);
        BackendSetup = new ZSocketSetup(
            BackendSocket, backendType == ZSocketType.XPUB ? FrontendSocket : BackendSocket);
        return true;
    }

    /// <summary>
    /// Receives one message from the frontend and handles it; called only when there is one.
    /// </summary>
    /// <param name="socket">The frontend.</param>
    /// <param name="message">A message for the caller; the device ignores it.</param>
    /// <param name="error">
    /// EAGAIN: the other side has no room, so the handler is called again when it has. ETERM: the
    /// device ends. Other errors are ignored.
    /// </param>
    /// <returns>Whether the message was handled; false with an error.</returns>
    protected abstract bool FrontendHandler(ZSocket socket, out ZMessage message, out ZError error);

    /// <summary>
    /// Receives one message from the backend and handles it; called only when there is one.
    /// </summary>
    /// <param name="args">The backend.</param>
    /// <param name="message">A message for the caller; the device ignores it.</param>
    /// <param name="error">
    /// EAGAIN: the other side has no room, so the handler is called again when it has. ETERM: the
    /// device ends. Other errors are ignored.
    /// </param>
    /// <returns>Whether the message was handled; false with an error.</returns>
    protected abstract bool BackendHandler(ZSocket args, out ZMessage message, out ZError error);

    /// <summary>
    /// Calls the handlers for each message until the device is stopped or its context is shut down,
    /// then closes the sockets.
    /// </summary>
    protected override void Run()
    {
        try
        {
            (FrontendSocket.SendTimeout, BackendSocket.SendTimeout) = (PollingInterval, PollingInterval);
            Pass(new ZmqPoller(FrontendSocket.Native, BackendSocket.Native), Cancellor.Token);
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
        }
        catch (ZException exception) when (Equals(exception.Error, ZError.ETERM))
        {
        }
        catch (OperationCanceledException)
        {
            // Stop ended the wait.
        }
        catch (ObjectDisposedException)
        {
            // A socket was closed elsewhere, so there is nothing left to forward.
        }
        finally
        {
            CloseSockets();
        }
    }

    /// <summary>
    /// Stops the device, waits until its thread has ended, and closes both sockets.
    /// </summary>
    /// <param name="disposing">
    /// True if <see cref="ZThread.Dispose()"/> calls, false if the finaliser does.
    /// </param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            CloseSockets();
        }
    }

    /// <summary>
    /// Forwards one message. Fails with EAGAIN if the destination has no room, so that no send
    /// blocks, because a blocked send could not be stopped.
    /// </summary>
    private protected bool Forward(ZSocket source, ZSocket destination, out ZMessage message, out ZError error)
    {
        message = null;
        error = ZError.EAGAIN;
        if ((destination.Native.Events & ZmqPollEvents.Send) == 0)
        {
            return false;
        }
        bool sent = source.Forward(destination, out ZMessage unsent, out error);
        using (unsent)
        {
            // The last peer may have disconnected in between. The message is received already, so
            // it is sent here until there is room again.
            while (unsent is not null && Equals(error, ZError.EAGAIN) && !IsCancellationRequested)
            {
                sent = destination.Send(unsent, out error);
            }
        }
        return sent;
    }

    private void Pass(ZmqPoller poller, CancellationToken token)
    {
        bool frontWaits = false, backWaits = false;
        while (!IsCancellationRequested)
        {
            // A side whose message finds no room waits for room at the other side, not for
            // messages, because it has one.
            poller.Watch(0, (frontWaits ? 0 : ZmqPollEvents.Receive) | (backWaits ? ZmqPollEvents.Send : 0));
            poller.Watch(1, (backWaits ? 0 : ZmqPollEvents.Receive) | (frontWaits ? ZmqPollEvents.Send : 0));
            _ = poller.Wait(PollingInterval, token);
            (frontWaits, backWaits) = (false, false);
            bool front = true, back = true;
            for (int i = 0; i < Burst && (front || back); i++)
            {
                ZError error = null;
                front = front && HasMessage(FrontendSocket)
                    && (FrontendHandler(FrontendSocket, out _, out error) || GoesOn(error, out frontWaits));
                back = back && HasMessage(BackendSocket)
                    && (BackendHandler(BackendSocket, out _, out error) || GoesOn(error, out backWaits));
            }
        }
    }

    private static bool HasMessage(ZSocket socket) => (socket.Native.Events & ZmqPollEvents.Receive) != 0;

    private static bool GoesOn(ZError error, out bool waits)
    {
        if (Equals(error, ZError.ETERM))
        {
            throw new ZException(error);
        }
        waits = Equals(error, ZError.EAGAIN);
        return !waits;
    }

    private void CloseSockets()
    {
        FrontendSocket?.Dispose();
        BackendSocket?.Dispose();
    }
}
