using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace ZmqNative.Interop;

/// <summary>An awaited receive or send, reused for the socket's next one.</summary>
/// <remarks>
/// It is completed by the thread pool, or by one of the threads that wait while the other does, so
/// that no thread with the socket's lock ever runs the awaiting code or that of a synchronisation
/// context.
/// </remarks>
internal sealed class AsyncOperation(ZmqSocket socket)
    : SocketOperation, IValueTaskSource, IValueTaskSource<int>, IThreadPoolWorkItem
{
    private const int Faulted = -1;

    private ManualResetValueTaskSourceCore<int> _core;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private WholeMessage? _received;
    private IList<ZmqMessage>? _target;
    private ZmqMessage?[] _parts = [];
    private int _count;
    private Exception? _fault;

    internal override bool IsAsync => true;

    internal override CancellationToken Token => _token;

    /// <summary>The version that a <see cref="ValueTask"/> is made with.</summary>
    internal short Version => _core.Version;

    internal void BeginReceive(ZmqMessage part)
    {
        Begin(isSend: false);
        Keep([part]);
    }

    /// <summary>Begins to receive a message; the code that awaits it fills the list.</summary>
    internal void BeginReceive(IList<ZmqMessage> target)
    {
        Begin(isSend: false);
        _target = target;
        _received ??= new WholeMessage();
    }

    internal void BeginSend(ReadOnlySpan<ZmqMessage> parts)
    {
        Begin(isSend: true);
        Keep(parts);
    }

    /// <summary>Lets a token cancel it. Called without the socket's lock.</summary>
    internal void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _token = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(
                static state =>
                {
                    AsyncOperation operation = (AsyncOperation)state!;
                    operation.Socket.Waits.Cancel(operation);
                },
                this);
        }
    }

    /// <summary>The socket it belongs to.</summary>
    internal ZmqSocket Socket => socket;

    internal override int Try(ZmqSocket socket)
    {
        Debug.Assert(socket == Socket, "It waits for its own socket.");
        try
        {
            return IsSend ? socket.TrySendParts(_parts.AsSpan(.._count)!)
                : _target is null ? socket.TryReceivePart(_parts[0]!)
                : _received!.Receive(socket);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ZmqException or OutOfMemoryException)
        {
            // A part was disposed of meanwhile; the message stays for the next receive.
            _fault = exception;
            return Faulted;
        }
    }

    /// <summary>Sets the result, and runs the code that awaits it.</summary>
    public void Execute()
    {
        Exception? failure = _fault ?? Failure;
        if (failure is null && Error == 0)
        {
            _core.SetResult(0);
        }
        else
        {
            _core.SetException(failure ?? ZmqThrow.Make(Error, IsSend ? "zmq_msg_send" : "zmq_msg_recv"));
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _ = GetResult(token);

    public int GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("A ValueTask's result is there when it was awaited, or after AsTask.");
        }
        try
        {
            _ = _core.GetResult(token);
            return _target is null ? 0 : _received!.MoveTo(_target);
        }
        finally
        {
            Reset();
        }
    }

    protected override void Complete() => WaitingThreads.Schedule(this);

    private void Keep(ReadOnlySpan<ZmqMessage> parts)
    {
        if (_parts.Length < parts.Length)
        {
            _parts = new ZmqMessage?[parts.Length];
        }
        parts.CopyTo(_parts!);
        _count = parts.Length;
    }

    // A token's callback that has begun may still arrive for this operation,
    // which then is not reused.
    private void Reset()
    {
        bool isFree = !_token.CanBeCanceled || _registration.Unregister();
        _core.Reset();
        _parts.AsSpan().Clear();
        (_target, _fault, _token, _registration, _count) = (null, null, default, default, 0);
        if (isFree)
        {
            socket.Return(this);
        }
    }
}
