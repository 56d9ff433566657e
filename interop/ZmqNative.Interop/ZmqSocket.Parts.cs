using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Whole messages of any number of parts.
public sealed unsafe partial class ZmqSocket
{
    // More parts are sent from the heap.
    private const int PartsOnStack = 16;

    /// <summary>
    /// Receives a message with all its parts, waiting for it for at most the given time instead of
    /// <see cref="ReceiveTimeout"/>.
    /// </summary>
    /// <param name="parts">
    /// Receives the parts from its beginning; missing parts are added, and surplus ones stay. Where
    /// none can be added, as to an array, or one is null or disposed of, the message is lost.
    /// </param>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no timeout, zero does not wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Later messages stay in the socket.</param>
    /// <returns>The number of parts received; 0 when the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or a part is.
    /// </exception>
    public int Receive(IList<ZmqMessage> parts, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        WholeMessage received = WholeMessage.OfThisThread;
        int error = Perform(&AttemptReceiveParts, null, isSend: false, timeout, cancellationToken, received);
        return error == 0 || ZmqThrow.WouldBlock(error, "zmq_msg_recv") ? received.MoveTo(parts) : 0;
    }

    /// <summary>
    /// Sends a message with all its parts, without copying their bytes, waiting for room for at
    /// most the given time instead of <see cref="SendTimeout"/>. The parts are not changed and may
    /// be sent again. A message is never sent in part.
    /// </summary>
    /// <param name="parts">At least one part.</param>
    /// <param name="timeout">
    /// The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> is no timeout, zero does not wait.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. Nothing is then sent.</param>
    /// <returns>False when the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ArgumentException">There is no part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative, but not infinite.</exception>
    /// <exception cref="ZmqException">ETERM, EHOSTUNREACH; others of zmq_msg_send.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The socket is disposed of, also while waiting, or a part is.
    /// </exception>
    public bool Send(ReadOnlySpan<ZmqMessage> parts, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        CheckParts(parts);
        using MessageCopies copies = new(parts, stackalloc LibZmq.zmq_msg_t[PartsOnStack]);
        Span<PartToSend> sent = copies.Count <= PartsOnStack
            ? stackalloc PartToSend[copies.Count] : new PartToSend[copies.Count];
        fixed (PartToSend* first = sent)
        {
            PartsToSend all = copies.Prepare(first);
            int error = Perform(&AttemptSendParts, &all, isSend: true, timeout, cancellationToken);
            return error == 0 || ZmqThrow.WouldBlock(error, "zmq_msg_send");
        }
    }

    /// <summary>
    /// Receives a message, waiting for <see cref="ReceiveTimeout"/>, without
    /// exceptions for libzmq's errors.
    /// </summary>
    internal int Receive(WholeMessage parts) => Perform(&AttemptReceiveParts, null, isSend: false, wait: true, parts);

    /// <summary>
    /// Sends a message and empties its parts, waiting for <see cref="SendTimeout"/>, without
    /// exceptions for libzmq's errors. After a failure none is sent.
    /// </summary>
    internal int SendAndClear(ReadOnlySpan<ZmqMessage> parts)
    {
        CheckParts(parts);
        Span<PartToSend> sent = parts.Length <= PartsOnStack
            ? stackalloc PartToSend[parts.Length] : new PartToSend[parts.Length];
        fixed (PartToSend* first = sent)
        {
            for (int i = 0; i < parts.Length; i++)
            {
                bool more = i < parts.Length - 1;
                first[i] = new PartToSend(SendForm.Message, parts[i].Message, 0, more, waits: true);
            }
            int error = SendAll(first, parts.Length);
            foreach (ZmqMessage part in parts)
            {
                NoteSent(part);
            }
            return error;
        }
    }

    /// <summary>Receives a part without waiting. Called under the lock.</summary>
    /// <returns>0, or the number zmq_errno returned.</returns>
    internal int TryReceivePart(ZmqMessage part)
    {
        PartToReceive received = new() { Message = part.Message };
        int error = AttemptReceive(this, &received, null);
        part.Handle.Filled(received.Result);
        GC.KeepAlive(part);
        return error;
    }

    /// <summary>
    /// Sends a message without waiting; the parts are not changed. Called under the lock.
    /// </summary>
    /// <returns>0, or the number zmq_errno returned; nothing is then sent.</returns>
    internal int TrySendParts(ReadOnlySpan<ZmqMessage> parts)
    {
        using MessageCopies copies = new(parts, stackalloc LibZmq.zmq_msg_t[PartsOnStack]);
        Span<PartToSend> sent = copies.Count <= PartsOnStack
            ? stackalloc PartToSend[copies.Count] : new PartToSend[copies.Count];
        fixed (PartToSend* first = sent)
        {
            PartsToSend all = copies.Prepare(first);
            return AttemptSendParts(this, &all, null);
        }
    }

    private static int AttemptReceiveParts(ZmqSocket socket, void* arguments, object? parts) =>
        ((WholeMessage)parts!).Receive(socket);

    private static void CheckParts(ReadOnlySpan<ZmqMessage> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("A message has at least one part.", nameof(parts));
        }
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] is null)
            {
                throw new ArgumentNullException($"{nameof(parts)}[{i}]");
            }
        }
    }

    // Copies that share the parts' bytes, because libzmq empties the messages it sends
    // (zmq_msg_copy). Those that libzmq did not accept are closed here.
    private ref struct MessageCopies : IDisposable
    {
        private readonly LibZmq.zmq_msg_t* _copies;
        private readonly bool _isOnHeap;

        internal MessageCopies(ReadOnlySpan<ZmqMessage> parts, Span<LibZmq.zmq_msg_t> stack)
        {
            _isOnHeap = parts.Length > stack.Length;
            _copies = _isOnHeap
                ? (LibZmq.zmq_msg_t*)NativeMemory.Alloc((nuint)parts.Length, (nuint)sizeof(LibZmq.zmq_msg_t))
                : (LibZmq.zmq_msg_t*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack));
            try
            {
                foreach (ZmqMessage part in parts)
                {
                    LibZmq.zmq_msg_t* source = part.Message;
                    _ = LibZmq.zmq_msg_init(_copies + Count++);
                    ZmqThrow.IfFailed(LibZmq.zmq_msg_copy(_copies + Count - 1, source), "zmq_msg_copy");
                    // Without this its finaliser could run during the copy.
                    GC.KeepAlive(part);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal int Count { get; private set; }

        internal readonly PartsToSend Prepare(PartToSend* parts)
        {
            for (int i = 0; i < Count; i++)
            {
                parts[i] = new PartToSend(SendForm.Message, _copies + i, 0, more: i < Count - 1, waits: true);
            }
            return new PartsToSend(parts, Count);
        }

        public void Dispose()
        {
            while (Count > 0)
            {
                _ = LibZmq.zmq_msg_close(_copies + --Count);
            }
            if (_isOnHeap)
            {
                NativeMemory.Free(_copies);
            }
        }
    }
}
