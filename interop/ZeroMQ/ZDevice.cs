using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>Passes messages between two sockets on a thread of its own. Derive from it, or use those in ZeroMQ.Devices.</summary>
/// <remarks>While it runs, its sockets belong to it. They are closed when it ends.</remarks>
public abstract class ZDevice : ZThread
{
    // Messages from each side between two looks whether to stop.
    private const int Burst = 256;

    /// <summary>How long the device waits for messages before it looks about again: 500 ms. <see cref="ZThread.Stop"/> and messages end the wait at once.</summary>
    protected readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The context of both sockets.</summary>
    protected readonly ZContext Context;

    /// <summary>The side that <see cref="FrontendHandler"/> reads.</summary>
    public ZSocket FrontendSocket;

    /// <summary>The side that <see cref="BackendHandler"/> reads.</summary>
    public ZSocket BackendSocket;

    /// <summary>A device on <see cref="ZContext.Current"/>, without sockets: the derived class calls <see cref="Initialize(ZSocketType, ZSocketType, out ZError)"/>.</summary>
    protected ZDevice() : this(ZContext.Current)
    {
    }

    /// <summary>A device on <see cref="ZContext.Current"/>.</summary>
    /// <param name="frontendType">The type of one socket.</param>
    /// <param name="backendType">The type of the other.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    protected ZDevice(ZSocketType frontendType, ZSocketType backendType) : this(ZContext.Current, frontendType, backendType)
    {
    }

    /// <summary>A device without sockets: the derived class calls <see cref="Initialize(ZSocketType, ZSocketType, out ZError)"/>.</summary>
    /// <param name="context">The context of both sockets.</param>
    protected ZDevice(ZContext context) => Context = context;

    /// <summary>A device.</summary>
    /// <param name="context">The context of both sockets.</param>
    /// <param name="frontendType">The type of one socket.</param>
    /// <param name="backendType">The type of the other.</param>
    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    protected ZDevice(ZContext context, ZSocketType frontendType, ZSocketType backendType) : this(context)
    {
        if (!Initialize(frontendType, backendType, out ZError error))
        {
            throw new ZException(error);
        }
    }

    /// <summary>What <see cref="FrontendSocket"/> is to be; done when the device starts.</summary>
    public ZSocketSetup FrontendSetup { get; protected set; }

    /// <summary>What <see cref="BackendSocket"/> is to be; done when the device starts.</summary>
    public ZSocketSetup BackendSetup { get; protected set; }

    /// <summary>Sets the sockets up and starts to pass messages. Once only.</summary>
    /// <exception cref="ZException">A bind or connect failed, as they say.</exception>
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

    /// <summary>Does what the setups hold; <see cref="Start"/> calls it. Called before, it tells the endpoints (<see cref="ZSocket.LastEndpoint"/>) before anything passes.</summary>
    /// <exception cref="ZException">A bind or connect failed, as they say.</exception>
    public virtual void Initialize()
    {
        FrontendSetup.Configure();
        BackendSetup.Configure();
    }

    /// <summary>Makes both sockets and their setups.</summary>
    /// <param name="frontendType">The type of one socket.</param>
    /// <param name="backendType">The type of the other.</param>
    /// <param name="error">ETERM: the context was shut down; EMFILE: its socket limit is reached; else null.</param>
    /// <returns>False when there is an error.</returns>
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
        FrontendSetup = new ZSocketSetup(FrontendSocket, frontendType == ZSocketType.XPUB ? BackendSocket : FrontendSocket);
        BackendSetup = new ZSocketSetup(BackendSocket, backendType == ZSocketType.XPUB ? FrontendSocket : BackendSocket);
        return true;
    }

    /// <summary>Takes one message from the frontend, which has one, and does something with it.</summary>
    /// <param name="socket">The frontend.</param>
    /// <param name="message">A message to keep; the device does not look at it.</param>
    /// <param name="error">EAGAIN: the other side has no room, call again when it has. ETERM: end.</param>
    /// <returns>False when there is an error; others than these two are ignored.</returns>
    protected abstract bool FrontendHandler(ZSocket socket, out ZMessage message, out ZError error);

    /// <summary>Takes one message from the backend, which has one, and does something with it.</summary>
    /// <param name="args">The backend.</param>
    /// <param name="message">A message to keep; the device does not look at it.</param>
    /// <param name="error">EAGAIN: the other side has no room, call again when it has. ETERM: end.</param>
    /// <returns>False when there is an error; others than these two are ignored.</returns>
    protected abstract bool BackendHandler(ZSocket args, out ZMessage message, out ZError error);

    /// <summary>Calls the handlers for each message until the device is stopped or its context shut down; closes the sockets.</summary>
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
            // Stop ended a wait.
        }
        catch (ObjectDisposedException)
        {
            // Somebody closed one of the sockets: there is nothing to pass any more.
        }
        finally
        {
            CloseSockets();
        }
    }

    /// <summary>Stops the device, waits until its thread has ended, and closes both sockets.</summary>
    /// <param name="disposing">Whether <see cref="ZThread.Dispose()"/> calls.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            CloseSockets();
        }
    }

    /// <summary>Passes one message on, or says EAGAIN when the other side has no room for it: so that no send blocks, which nothing could end.</summary>
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
            // The last peer may have gone in between; the message is not for the next poll to forget.
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
            // A side whose message finds no room waits until the other has room, not for messages: it has some.
            poller.Watch(0, (frontWaits ? 0 : ZmqPollEvents.Receive) | (backWaits ? ZmqPollEvents.Send : 0));
            poller.Watch(1, (backWaits ? 0 : ZmqPollEvents.Receive) | (frontWaits ? ZmqPollEvents.Send : 0));
            _ = poller.Wait(PollingInterval, token);
            (frontWaits, backWaits) = (false, false);
            bool front = true, back = true;
            for (int i = 0; i < Burst && (front || back); i++)
            {
                ZError error = null;
                front = front && HasMessage(FrontendSocket) && (FrontendHandler(FrontendSocket, out _, out error) || GoesOn(error, out frontWaits));
                back = back && HasMessage(BackendSocket) && (BackendHandler(BackendSocket, out _, out error) || GoesOn(error, out backWaits));
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
