namespace ZmqNative.Interop;

/// <summary>
/// Passes messages between two sockets on the calling thread until the context
/// is shut down (zmq_proxy).
/// </summary>
/// <remarks>
/// zmq_proxy owns its sockets until it ends: another thread's call, or its
/// <see cref="ZmqSocket.Dispose"/>, takes effect only then. <see cref="ZmqContext.Shutdown"/> ends
/// it, and <see cref="Terminate"/> a steerable one. To share the sockets with other threads, write
/// a loop with a <see cref="ZmqPoller"/> instead.
/// </remarks>
public static class ZmqProxy
{
    private static readonly ZmqConstant s_pause = new("PAUSE"u8);
    private static readonly ZmqConstant s_resume = new("RESUME"u8);

    // Fixed upstream three days after the release.
    private static readonly Version s_swapped = new(4, 3, 5);

    /// <summary>
    /// The command that makes a steerable proxy stop passing messages until <see cref="Resume"/>:
    /// PAUSE, but RESUME for libzmq 4.3.5.
    /// </summary>
    /// <remarks>
    /// libzmq 4.3.5 has swapped PAUSE and RESUME, so this is the command on which the loaded
    /// libzmq pauses. A proxy in a process with another libzmq needs the command of that
    /// one: send its bytes instead.
    /// </remarks>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqConstant Pause => IsSwapped ? s_resume : s_pause;

    /// <summary>
    /// The command that continues a paused proxy: RESUME, but PAUSE for libzmq 4.3.5
    /// (see <see cref="Pause"/>).
    /// </summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static ZmqConstant Resume => IsSwapped ? s_pause : s_resume;

    /// <summary>The command that ends a proxy.</summary>
    public static readonly ZmqConstant Terminate = new("TERMINATE"u8);

    /// <summary>
    /// The command that a proxy answers with eight parts, uint64 in the machine's byte order:
    /// messages and bytes received, messages and bytes sent, of the frontend and then of the
    /// backend. libzmq 4.3.5 counts parts instead of messages.
    /// </summary>
    public static readonly ZmqConstant Statistics = new("STATISTICS"u8);

    /// <summary>
    /// Passes messages in both directions; returns when the context was shut down (zmq_proxy).
    /// </summary>
    /// <param name="frontend">One side: XSUB, ROUTER or PULL.</param>
    /// <param name="backend">The other: XPUB, DEALER or PUSH. May be the same socket.</param>
    /// <param name="capture">Receives a copy of every message: PUB, DEALER, PUSH or PAIR.</param>
    /// <exception cref="ZmqException">A socket does not support a call that this needs.</exception>
    /// <exception cref="ObjectDisposedException">A socket is disposed of.</exception>
    public static void Run(ZmqSocket frontend, ZmqSocket backend, ZmqSocket? capture = null) =>
        Run(frontend, backend, capture, control: null);

    /// <summary>
    /// As the overload above, but also ended by <see cref="Terminate"/> (zmq_proxy_steerable).
    /// </summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other side.</param>
    /// <param name="control">
    /// Receives the commands of this class. PAIR or REP. libzmq 4.3.5 answers each command, with an
    /// empty message unless it is <see cref="Statistics"/>; 4.3.4 answers that one only, so that a
    /// REQ waits without limit after any other. PULL and SUB, which cannot answer, work with 4.3.4
    /// only. Its peers must send nothing else: 4.3.4 ends the process on an unknown command.
    /// </param>
    /// <param name="capture">
    /// Receives a copy of every message, and with libzmq 4.3.4 of every command.
    /// </param>
    /// <exception cref="ZmqException">A socket does not support a call that this needs.</exception>
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

        // This is the only call that keeps locks while it waits, because zmq_proxy owns its
        // sockets. It takes them always in the same order, so that two proxies over the same
        // sockets cannot deadlock.
        ZmqSocket?[] sockets = [frontend, backend, capture, control];
        Array.Sort(sockets, static (one, other) => (one?.Number ?? 0).CompareTo(other?.Number ?? 0));
        using ZmqSocketHold first = Hold(sockets[0]), second = Hold(sockets[1]);
        using ZmqSocketHold third = Hold(sockets[2]), fourth = Hold(sockets[3]);
        nint from = frontend.DangerousGetHandle(), to = backend.DangerousGetHandle();
        nint copy = capture?.DangerousGetHandle() ?? 0;
        try
        {
            int result;
            do
            {
                result = control is null
                    ? LibZmq.zmq_proxy(from, to, copy) : LibZmq.zmq_proxy_steerable(from, to, copy, control.Pointer);
            }
            // After an interruption by a signal it begins again, and is no longer paused.
            while (result == -1 && ZmqThrow.Interrupted("zmq_proxy"));
        }
        catch (ZmqException exception) when (exception.IsContextTerminated)
        {
            // The reasons for which a proxy ends.
        }
    }
}
