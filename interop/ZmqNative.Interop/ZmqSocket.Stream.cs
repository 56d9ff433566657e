using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// An iterator may not be in an unsafe context, as the rest of the receiving files is.
public sealed partial class ZmqSocket
{
    /// <summary>Receives part after part: <c>await foreach (ZmqMessage part in socket.ReceiveAllAsync(token))</c>.</summary>
    /// <param name="cancellationToken">Ends it. What comes then stays in the socket.</param>
    /// <returns>The same object each time, filled again, and disposed of at the end: copy what has to stay.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ZmqException">ETERM: the context was shut down; and what else zmq_msg_recv names.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    /// <exception cref="InvalidOperationException">The socket was made without a lock.</exception>
    public IAsyncEnumerable<ZmqMessage> ReceiveAllAsync(CancellationToken cancellationToken = default) => Enumerate(cancellationToken);

    private async IAsyncEnumerable<ZmqMessage> Enumerate([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ZmqMessage part = new();
        while (true)
        {
            await ReceiveAsync(part, cancellationToken).ConfigureAwait(false);
            yield return part;
        }
    }
}
