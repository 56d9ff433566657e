using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// A message of three parts, as notifications are, under one lock.
public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// Sends a message of three parts: one that never changes, and two that are copied
    /// (zmq_send_const, zmq_send). Waits for room if the socket's pattern can block.
    /// </summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">
    /// 0, or the number zmq_errno returned; EAGAIN as well. Parts before the one that failed are
    /// sent, and the next send belongs to the same message.
    /// </param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    // Not inlined, because in a caller's try region each native call would go through a stub. The
    // three calls share the frame that a method needs for them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Send(ZmqConstant first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        fixed (byte* body = &MemoryMarshal.GetReference(second), last = &MemoryMarshal.GetReference(third))
        {
            const int More = LibZmq.ZMQ_DONTWAIT | LibZmq.ZMQ_SNDMORE;
            int sent = 0;
            error = 0;
            Enter();
            if (!IsMidSend && !_waits.HasQueue(isSend: true))
            {
                if (LibZmq.zmq_send_const(_pointer, first.Pointer, (nuint)first.Length, More) != -1)
                {
                    sent++;
                    if (LibZmq.zmq_send(_pointer, body, (nuint)second.Length, More) != -1)
                    {
                        sent++;
                        if (LibZmq.zmq_send(_pointer, last, (nuint)third.Length, LibZmq.ZMQ_DONTWAIT) != -1)
                        {
                            Release();
                            return true;
                        }
                    }
                }
                error = ZmqLibrary.LastError();
            }
            return SendRest(
                sent,
                new PartToSend(SendForm.Constant, first.Pointer, (nuint)first.Length, more: true, waits: true),
                new PartToSend(SendForm.Copy, body, (nuint)second.Length, more: true, waits: true),
                new PartToSend(SendForm.Copy, last, (nuint)third.Length, more: false, waits: true),
                ref error);
        }
    }

    // Continues with the part that libzmq refused, if it did; leaves the lock that the caller took.
    private bool SendRest(int sent, PartToSend first, PartToSend second, PartToSend third, ref int error)
    {
        PartToSend* parts = stackalloc PartToSend[] { first, second, third };
        PartsToSend all = new(parts, 3) { Next = sent };
        try
        {
            IsMidSend |= sent > 0;
            bool isDropped = sent > 0 && error == LibZmq.EAGAIN && LosePeer(ref parts[all.Next++]) != 0;
            error = isDropped ? 0 : Perform(&AttemptSendParts, &all, isSend: true, wait: true);
            return error == 0;
        }
        finally
        {
            Release();
        }
    }

    /// <summary>
    /// As the overload above, but the second part is not copied; it is not changed and may be sent
    /// again (zmq_msg_copy, zmq_msg_send).
    /// </summary>
    /// <inheritdoc cref="Send(ZmqConstant, ReadOnlySpan{byte}, ReadOnlySpan{byte}, out int)"/>
    public bool Send(ZmqConstant first, ZmqMessage second, ReadOnlySpan<byte> third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        LibZmq.zmq_msg_t copy;
        _ = LibZmq.zmq_msg_init(&copy);
        ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(&copy, second.Message), "zmq_msg_copy");
        GC.KeepAlive(second); // Only its pointer was in use; else its finaliser could run while it is copied.
        try
        {
            fixed (byte* last = third)
            {
                PartToSend* parts = stackalloc PartToSend[]
                {
                    new(SendForm.Constant, first.Pointer, (nuint)first.Length, more: true, waits: true),
                    new(SendForm.Message, &copy, 0, more: true, waits: true),
                    new(SendForm.Copy, last, (nuint)third.Length, more: false, waits: true),
                };
                error = SendAll(parts, 3);
                return error == 0;
            }
        }
        finally
        {
            // libzmq empties the parts it accepts; those it refuses are closed here.
            _ = LibZmq.zmq_msg_close(&copy);
        }
    }

    /// <summary>
    /// Sends a message of three parts and empties them (zmq_msg_send): the cheapest way to forward
    /// a received message. Waits for room if the socket's pattern can block.
    /// </summary>
    /// <param name="first">The first part.</param>
    /// <param name="second">The second part.</param>
    /// <param name="third">The last part.</param>
    /// <param name="error">
    /// 0, or the number zmq_errno returned; EAGAIN as well. Parts before the one that failed are
    /// sent and empty, and the next send belongs to the same message.
    /// </param>
    /// <returns>Whether all were sent.</returns>
    /// <exception cref="ObjectDisposedException">The socket or a part is disposed of.</exception>
    public bool SendAndClear(ZmqMessage first, ZmqMessage second, ZmqMessage third, out int error)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        PartToSend* parts = stackalloc PartToSend[]
        {
            new(SendForm.Message, first.Message, 0, more: true, waits: true),
            new(SendForm.Message, second.Message, 0, more: true, waits: true),
            new(SendForm.Message, third.Message, 0, more: false, waits: true),
        };
        error = SendAll(parts, 3);
        NoteSent(first);
        NoteSent(second);
        NoteSent(third);
        return error == 0;
    }

    private int SendAll(PartToSend* parts, int count)
    {
        PartsToSend all = new(parts, count);
        return Perform(&AttemptSendParts, &all, isSend: true, wait: true);
    }

    // A part that libzmq accepted is empty.
    private static void NoteSent(ZmqMessage part)
    {
        if (LibZmq.zmq_msg_size(part.Message) == 0)
        {
            part.Handle.Replace(0);
        }
        GC.KeepAlive(part); // Only its pointer was in use; otherwise its finaliser could run meanwhile.
    }
}
