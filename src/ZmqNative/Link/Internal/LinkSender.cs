using System.Buffers.Binary;
using System.Text;

namespace ZmqNative.Link;

/// <summary>
/// Sends notifications as long as the peer has room for them: it grants credit, and what exceeds it
/// waits here. So queries and their answers never wait behind notifications that nobody reads.
/// </summary>
/// <param name="send">Sends topic, body and counter without waiting; false when the link is down.</param>
internal sealed class LinkSender(Func<byte[], ReadOnlyMemory<byte>, byte[], bool> send)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, uint> _counters = new(StringComparer.Ordinal);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _credit;
    private Exception? _end;

    /// <summary>The link is up with this credit, or down with none.</summary>
    internal void SetCredit(long credit)
    {
        lock (_lock)
        {
            _credit = 0;
        }
        AddCredit(credit);
    }

    /// <summary>The peer grants further credit.</summary>
    /// <returns>False when it is none.</returns>
    internal bool TryAddCredit(ReadOnlySpan<byte> credit)
    {
        if (credit.Length != sizeof(uint))
        {
            return false;
        }
        AddCredit(BinaryPrimitives.ReadUInt32LittleEndian(credit));
        return true;
    }

    private void AddCredit(long credit)
    {
        lock (_lock)
        {
            // No honest peer grants more than the greatest MaxQueued.
            _credit = Math.Min(_credit + credit, NodeLinkOptions.MostQueued);
            Wake();
        }
    }

    /// <summary>All sends fail from now on.</summary>
    internal void End(Exception exception)
    {
        lock (_lock)
        {
            _end = exception;
            Wake();
        }
    }

    internal async ValueTask SendAsync(string topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        while (!TrySend(topic, body, out Task more))
        {
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TrySend(string topic, ReadOnlyMemory<byte> body, out Task more)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                throw _end;
            }
            more = _more.Task;
            if (_credit <= 0)
            {
                return false;
            }
            uint counter = _counters.GetValueOrDefault(topic);
            if (!send(Encoding.ASCII.GetBytes(topic), body, LinkProtocol.Number(counter)))
            {
                _credit = 0;
                return false;
            }
            _credit--;
            _counters[topic] = unchecked(counter + 1);
            return true;
        }
    }

    private void Wake()
    {
        _more.SetResult();
        _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
