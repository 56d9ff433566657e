using System.Runtime.CompilerServices;

namespace ZmqNative.Interop;

// An iterator cannot be in an unsafe context, as the other files about receiving are.
public sealed partial class ZmqSocket
{
    /// <summary>
    /// Receives one part after another: <c>await foreach (ZmqMessage part in
    /// socket.ReceiveAllAsync(token))</c>.
    /// </summary>
    /// <param name="cancellationToken">Ends it. Later messages stay in the socket.</param>
    /// <returns>
    /// The same object each time, filled again, and disposed of at the end: copy the bytes to keep.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ZmqException">ETERM: context shut down; others of zmq_msg_recv.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    /// <exception cref="InvalidOperationException">The socket was made without a lock.</exception>
    public IAsyncEnumerable<ZmqMessage> ReceiveAllAsync(CancellationToken cancellationToken = default) =>
        Enumerate(cancellationToken);

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
