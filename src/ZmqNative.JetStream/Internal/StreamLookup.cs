using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.JetStream;

/// <summary>Looks at the stream as its leader has it.</summary>
internal static class StreamLookup
{
    /// <summary>
    /// The stream's configuration and state. Until a cluster has elected a leader, each server answers with
    /// what it has itself, which is old when it has just come back; and while a stream is being created,
    /// it says the year 1 for that time (nats-server 2.9.10): these are no answers.
    /// </summary>
    /// <exception cref="NatsJSException">
    /// There is no leader yet, it is being created, or the server refuses.
    /// </exception>
    internal static async Task<INatsJSStream> FindStreamAsync(
        this NatsJSContext context, JetStreamConnectionOptions options, StreamInfoRequest? request,
        CancellationToken cancellationToken)
    {
        INatsJSStream stream = await context.GetStreamAsync(options.StreamName, request, cancellationToken)
            .ConfigureAwait(false);
        return stream.Info.Cluster is { Leader: null or "" }
            ? throw new NatsJSException("The stream has no leader yet.")
            : stream.Info.Created.Year == 1 ? throw new NatsJSException("The stream is being created.")
            : stream;
    }
}
