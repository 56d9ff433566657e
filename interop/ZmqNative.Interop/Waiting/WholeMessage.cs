using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// The parts of a message, received under the socket's lock; the caller's own
/// list is filled without it.
/// </summary>
internal sealed class WholeMessage
{
    [ThreadStatic]
    private static WholeMessage? t_parts;

    private readonly List<ZmqMessage> _parts = [];

    /// <summary>The one of the calling thread, for the duration of a call.</summary>
    internal static WholeMessage OfThisThread => t_parts ??= new WholeMessage();

    /// <summary>The number of parts of the message.</summary>
    internal int Count { get; private set; }

    /// <summary>The message.</summary>
    internal ReadOnlySpan<ZmqMessage> Received => CollectionsMarshal.AsSpan(_parts)[..Count];

    /// <summary>Receives a message without waiting. Called under the socket's lock.</summary>
    /// <returns>0, or the number zmq_errno returned.</returns>
    internal int Receive(ZmqSocket socket)
    {
        Count = 0;
        bool more = true;
        while (more)
        {
            if (Count == _parts.Count)
            {
                _parts.Add(new ZmqMessage());
            }
            ZmqMessage part = _parts[Count];
            int error = socket.TryReceivePart(part);
            if (error != 0)
            {
                Debug.Assert(Count == 0, "libzmq hands a message over when it is whole.");
                return error;
            }
            Count++;
            more = part.HasMore;
        }
        return 0;
    }

    /// <summary>
    /// Moves the message into a list, from its beginning, and adds parts if the list is too short.
    /// </summary>
    /// <returns>The number of parts.</returns>
    internal int MoveTo(IList<ZmqMessage> list)
    {
        for (int i = 0; i < Count; i++)
        {
            if (i == list.Count)
            {
                list.Add(new ZmqMessage());
            }
            list[i].MoveFrom(_parts[i]);
        }
        return Count;
    }
}
