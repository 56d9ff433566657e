namespace ZmqNative.Interop;

/// <summary>Passes messages between two sockets on the calling thread until the context is shut down (zmq_proxy).</summary>
/// <remarks>
/// zmq_proxy owns its sockets until it ends: another thread's call, or its <see cref="ZmqSocket.Dispose"/>, takes effect only
/// then. <see cref="ZmqContext.Shutdown"/> ends it, and <see cref="Terminate"/> a steerable one. A loop of one's own with a
/// <see cref="ZmqPoller"/> leaves the sockets to other threads too.
/// </remarks>
public static class ZmqProxy
{
    private static readonly ZmqConstant s_pause = new("PAUSE"u8);
    private static readonly ZmqConstant s_resume = new("RESUME"u8);

    // Repaired upstream three days after the release.
    private static readonly Version s_swapped = new(4, 3, 5);

    /// <summary>The command that makes a steerable proxy pass nothing more, until <see cref="Resume"/>: PAUSE, but RESUME for libzmq 4.3.5.</summary>
    /// <remarks>
    /// libzmq 4.3.5 has PAUSE and RESUME the wrong way round, so the command is the one that the loaded libzmq pauses on. A proxy in a
    /// process with another libzmq needs that one's: send the bytes yourself then.
    /// </remarks>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqConstant Pause => IsSwapped ? s_resume : s_pause;

    /// <summary>The command that lets it go on: RESUME, but PAUSE for libzmq 4.3.5 (see <see cref="Pause"/>).</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqConstant Resume => IsSwapped ? s_pause : s_resume;

    /// <summary>The command that ends it.</summary>
    public static readonly ZmqConstant Terminate = new("TERMINATE"u8);

    /// <summary>
    /// The command it answers with eight parts, uint64 in the machine's byte order: messages and bytes received, messages and
    /// bytes sent, of the frontend and then of the backend. libzmq 4.3.5 counts parts instead of messages.
    /// </summary>
    public static readonly ZmqConstant Statistics = new("STATISTICS"u8);

    /// <summary>Passes messages in both directions; returns when the context was shut down (zmq_proxy).</summary>
    /// <param name="frontend">One side: XSUB, ROUTER or PULL.</param>
    /// <param name="backend">The other: XPUB, DEALER or PUSH. May be the same socket.</param>
    /// <param name="capture">Gets a copy of every message: PUB, DEALER, PUSH or PAIR.</param>
    /// <exception cref="ZmqException">A socket cannot do what this asks of it.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public static void Run(ZmqSocket frontend, ZmqSocket backend, ZmqSocket? capture = null) => Run(frontend, backend, capture, control: null);

    /// <summary>The same, also ended by <see cref="Terminate"/> (zmq_proxy_steerable).</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other side.</param>
    /// <param name="control">
    /// Receives the commands of this class. PAIR or REP. libzmq 4.3.5 answers each command, with an empty message unless it is
    /// <see cref="Statistics"/>; 4.3.4 answers that one only, so a REQ waits for ever after any other. PULL and SUB, which cannot
    /// answer, do with 4.3.4 only. Its peers must send nothing else: 4.3.4 ends the process on a command it does not know.
    /// </param>
    /// <param name="capture">Gets a copy of every message, and with libzmq 4.3.4 of every command.</param>
    /// <exception cref="ZmqException">A socket cannot do what this asks of it.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public static void RunSteerable(ZmqSocket frontend, ZmqSocket backend, ZmqSocket control, ZmqSocket? capture = null)
    {
        ArgumentNullException.ThrowIfNull(control);
        Run(frontend, backend, capture, control);
    }

    private static ZmqSocketHold Hold(ZmqSocket? socket) => socket is null ? default : socket.Hold();

    private static bool IsSwapped => ZmqLibrary.Version == s_swapped;

    private static void Run(ZmqSocket frontend, ZmqSocket backend, ZmqSocket? capture, ZmqSocket? control)
    {
        ArgumentNullException.ThrowIfNull(frontend);
        ArgumentNullException.ThrowIfNull(backend);

        // The only call that keeps locks while it waits, as zmq_proxy owns its sockets: always in the same order, so that two
        // proxies over the same sockets, one of which has to wait for the other, do not wait for each other.
        ZmqSocket?[] sockets = [frontend, backend, capture, control];
        Array.Sort(sockets, static (one, other) => (one?.Number ?? 0).CompareTo(other?.Number ?? 0));
        using ZmqSocketHold first = Hold(sockets[0]), second = Hold(sockets[1]), third = Hold(sockets[2]), fourth = Hold(sockets[3]);
        nint from = frontend.DangerousGetHandle(), to = backend.DangerousGetHandle(), copy = capture?.DangerousGetHandle() ?? 0;
        try
        {
            int result;
            do
            {
                result = control is null ? LibZmq.zmq_proxy(from, to, copy) : LibZmq.zmq_proxy_steerable(from, to, copy, control.Pointer);
            }
            // Interrupted by a signal it begins again, and is not paused any more.
            while (result == -1 && ZmqThrow.Interrupted("zmq_proxy"));
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // How a proxy ends.
        }
    }
}
