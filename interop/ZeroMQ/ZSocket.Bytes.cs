namespace ZeroMQ;

// Bytes are sent and received without creating a frame.
public partial class ZSocket
{
    /// <summary>Sends bytes as one frame (zmq_send).</summary>
    /// <param name="buffer">The array that holds the bytes, which are copied.</param>
    /// <param name="offset">The index of the first byte in the array.</param>
    /// <param name="count">The number of bytes.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and
    /// other errors of zmq_send.
    /// </exception>
    public bool Send(byte[] buffer, int offset, int count) => SendBytes(buffer, offset, count);

    /// <summary>Sends bytes as one frame (zmq_send).</summary>
    /// <param name="buffer">The array that holds the bytes, which are copied.</param>
    /// <param name="offset">The index of the first byte in the array.</param>
    /// <param name="count">The number of bytes.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the bytes were sent.</returns>
    public bool Send(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) =>
        SendBytes(buffer, offset, count, flags, out error);

    /// <inheritdoc cref="Send(byte[], int, int)"/>
    public bool SendBytes(byte[] buffer, int offset, int count)
    {
        ZErrors.Throw(SendBytes(buffer, offset, count, ZSocketFlags.None, out ZError error), error);
        return true;
    }

    /// <inheritdoc cref="Send(byte[], int, int, ZSocketFlags, out ZError)"/>
    public bool SendBytes(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) =>
        SendBytes(new ReadOnlySpan<byte>(buffer, offset, count), flags, out error);

    /// <summary>Sends bytes as one frame (zmq_send). Nothing is allocated.</summary>
    /// <param name="bytes">The bytes, which are copied.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: there was no room in time; ETERM: the context was shut down; EFSM,
    /// EHOSTUNREACH and others.
    /// </param>
    /// <returns>Whether the bytes were sent.</returns>
    public bool SendBytes(ReadOnlySpan<byte> bytes, ZSocketFlags flags, out ZError error)
    {
        bool sent = Native.Send(bytes, More(flags), Wait(flags), out int number);
        error = ZErrors.Of(number);
        return sent;
    }

    /// <summary>
    /// Receives one frame into a buffer (zmq_recv). Bytes that do not fit are lost.
    /// </summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="offset">The index in it at which writing begins.</param>
    /// <param name="count">The largest number of bytes.</param>
    /// <returns>The number of bytes of the frame, also if not all of them fitted.</returns>
    /// <exception cref="ZException">
    /// EAGAIN: no message came in time; ETERM: the context was shut down; and other errors of
    /// zmq_recv.
    /// </exception>
    public int ReceiveBytes(byte[] buffer, int offset, int count)
    {
        int length = ReceiveBytes(buffer, offset, count, ZSocketFlags.None, out ZError error);
        ZErrors.Throw(error is null, error);
        return length;
    }

    /// <summary>
    /// Receives one frame into a buffer (zmq_recv). Bytes that do not fit are lost.
    /// </summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="offset">The index in it at which writing begins.</param>
    /// <param name="count">The largest number of bytes.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>
    /// The number of bytes of the frame, also if not all of them fitted; -1 on an error.
    /// </returns>
    public int ReceiveBytes(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) =>
        ReceiveBytes(new Span<byte>(buffer, offset, count), flags, out error);

    /// <summary>
    /// Receives one frame into a buffer (zmq_recv). Bytes that do not fit are lost. Nothing is
    /// allocated.
    /// </summary>
    /// <param name="buffer">The destination.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">
    /// Null on success; EAGAIN: no message came in time; ETERM: the context was shut down; and
    /// others.
    /// </param>
    /// <returns>
    /// The number of bytes of the frame, also if not all of them fitted; -1 on an error.
    /// </returns>
    public int ReceiveBytes(Span<byte> buffer, ZSocketFlags flags, out ZError error)
    {
        int length = Native.Receive(buffer, Wait(flags), out int number);
        error = ZErrors.Of(number);
        return length;
    }
}
