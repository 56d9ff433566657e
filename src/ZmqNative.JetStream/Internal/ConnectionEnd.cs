using NATS.Client.Core;

namespace ZmqNative.JetStream;

/// <summary>
/// Ends a connection, or what belongs to one, also while the server is away: NATS.Net 3.3.2 then
/// throws after 5 s from its DisposeAsync, when something was still to be sent.
/// </summary>
internal sealed class ConnectionEnd(Func<ValueTask> end) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await end().ConfigureAwait(false);
        }
        catch (NatsException)
        {
            // What was not sent is in the outbox, or was not acknowledged.
        }
    }
}
