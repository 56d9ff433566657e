namespace ZeroMQ;

// The cheapest way to send and receive: no frame is made.
public partial class ZSocket
{
    /// <summary>Sends bytes as one frame.</summary>
    /// <param name="buffer">Where they are; they are copied.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many.</param>
    /// <returns>True.</returns>
    /// <exception cref="ZException">EAGAIN: no room in time; ETERM: the context was shut down; EFSM, EHOSTUNREACH and what else zmq_send names.</exception>
    public bool Send(byte[] buffer, int offset, int count) => SendBytes(buffer, offset, count);

    /// <summary>Sends bytes as one frame.</summary>
    /// <param name="buffer">Where they are; they are copied.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether they were sent.</returns>
    public bool Send(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) => SendBytes(buffer, offset, count, flags, out error);

    /// <inheritdoc cref="Send(byte[], int, int)"/>
    public bool SendBytes(byte[] buffer, int offset, int count)
    {
        ZErrors.Throw(SendBytes(buffer, offset, count, ZSocketFlags.None, out ZError error), error);
        return true;
    }

    /// <inheritdoc cref="Send(byte[], int, int, ZSocketFlags, out ZError)"/>
    public bool SendBytes(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) =>
        SendBytes(new ReadOnlySpan<byte>(buffer, offset, count), flags, out error);

    /// <summary>Sends bytes as one frame. Nothing is allocated.</summary>
    /// <param name="bytes">The bytes; they are copied.</param>
    /// <param name="flags">Whether to wait, and whether more frames follow.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM, EFSM, EHOSTUNREACH ...</param>
    /// <returns>Whether they were sent.</returns>
    public bool SendBytes(ReadOnlySpan<byte> bytes, ZSocketFlags flags, out ZError error)
    {
        bool sent = Native.Send(bytes, More(flags), Wait(flags), out int number);
        error = ZErrors.Of(number);
        return sent;
    }

    /// <summary>Receives a frame into a buffer. What does not fit is lost.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="count">How many bytes at most.</param>
    /// <returns>Bytes of the frame, whether they fitted or not.</returns>
    /// <exception cref="ZException">EAGAIN: none came in time; ETERM: the context was shut down; and what else zmq_recv names.</exception>
    public int ReceiveBytes(byte[] buffer, int offset, int count)
    {
        int length = ReceiveBytes(buffer, offset, count, ZSocketFlags.None, out ZError error);
        ZErrors.Throw(error is null, error);
        return length;
    }

    /// <summary>Receives a frame into a buffer. What does not fit is lost.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where there.</param>
    /// <param name="count">How many bytes at most.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Bytes of the frame, whether they fitted or not; -1 with an error.</returns>
    public int ReceiveBytes(byte[] buffer, int offset, int count, ZSocketFlags flags, out ZError error) =>
        ReceiveBytes(new Span<byte>(buffer, offset, count), flags, out error);

    /// <summary>Receives a frame into a buffer. What does not fit is lost. Nothing is allocated.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="flags">Whether to wait.</param>
    /// <param name="error">Null, or why it failed: EAGAIN in time, ETERM ...</param>
    /// <returns>Bytes of the frame, whether they fitted or not; -1 with an error.</returns>
    public int ReceiveBytes(Span<byte> buffer, ZSocketFlags flags, out ZError error)
    {
        int length = Native.Receive(buffer, Wait(flags), out int number);
        error = ZErrors.Of(number);
        return length;
    }
}
