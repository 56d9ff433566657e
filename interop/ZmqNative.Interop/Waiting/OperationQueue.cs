using System.Diagnostics;

namespace ZmqNative.Interop;

/// <summary>
/// The receives, or sends, that wait for a socket, first come first served. Used under its lock.
/// </summary>
internal struct OperationQueue
{
    private SocketOperation? _last;

    /// <summary>The next one to be served; null if none waits.</summary>
    internal SocketOperation? First { get; private set; }

    internal void Add(SocketOperation operation)
    {
        Debug.Assert(!operation.IsQueued && !operation.IsDone, "An operation waits once.");
        (operation.Previous, operation.Next) = (_last, null);
        if (_last is null)
        {
            First = operation;
        }
        else
        {
            _last.Next = operation;
        }
        _last = operation;
        operation.IsQueued = true;
    }

    internal void Remove(SocketOperation operation)
    {
        Debug.Assert(operation.IsQueued, "Only what waits can stop waiting.");
        if (operation.Previous is { } previous)
        {
            previous.Next = operation.Next;
        }
        else
        {
            First = operation.Next;
        }
        if (operation.Next is { } next)
        {
            next.Previous = operation.Previous;
        }
        else
        {
            _last = operation.Previous;
        }
        (operation.Previous, operation.Next, operation.IsQueued) = (null, null, false);
    }
}
