using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;

namespace ZmqNative.JetStream;

/// <summary>
/// Creates stream and lease store if they are not there, and compares what the server answers with
/// what was asked for: a server ignores fields that it does not know, and the client does not notice.
/// </summary>
internal static class StreamSetup
{
    private const int NotFound = 10059;

    /// <returns>The lease's store.</returns>
    /// <exception cref="InvalidDataException">
    /// Stream or store are configured otherwise; one sentence for each difference.
    /// </exception>
    /// <exception cref="NatsException">The server refuses, or does not answer.</exception>
    internal static async Task<INatsKVStore> PrepareAsync(
        NatsJSContext context, JetStreamPublisherOptions options, CancellationToken cancellationToken)
    {
        INatsServerInfo server = context.Connection.ServerInfo
            ?? throw new NatsException("There is no connection to the server.");
        if (!server.JetStreamAvailable)
        {
            throw new InvalidDataException($"The server at {server.Host} runs without JetStream: start it with -js.");
        }
        bool isCluster = !string.IsNullOrEmpty(server.Cluster);
        int replicas = options.Replicas ?? (isCluster ? 3 : 1);
        if (replicas > 1 && !isCluster)
        {
            throw new InvalidDataException(
                $"Replicas is {replicas}, but the server at {server.Host} is in no cluster.");
        }
        StreamConfig stream = Configuration(options, replicas);
        await CompareAsync(context, stream, cancellationToken).ConfigureAwait(false);
        NatsKVConfig bucket = Lease.Configuration(options.Chain, replicas);
        NatsKVContext stores = new(context);
        INatsKVStore store;
        try
        {
            store = await stores.GetStoreAsync(bucket.Bucket, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NotFound)
        {
            store = await stores.CreateStoreAsync(bucket, cancellationToken).ConfigureAwait(false);
        }
        NatsKVStatus status = await store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        Differences.Refuse(
            $"The bucket {bucket.Bucket}",
            [
                Differences.Of("history", status.Info.Config.MaxMsgsPerSubject, 1),
                .. Shared(status.Info.Config, replicas),
            ]);
        return store;
    }

    /// <summary>What the stream is created with.</summary>
    internal static StreamConfig Configuration(JetStreamPublisherOptions options, int replicas) =>
        new(options.StreamName, [options.AllSubjects])
        {
            Storage = StreamConfigStorage.File,
            Retention = StreamConfigRetention.Limits,
            Discard = StreamConfigDiscard.Old,
            MaxAge = options.MaxAge,
            MaxBytes = options.MaxBytes,
            DuplicateWindow = options.DuplicateWindow,
            NumReplicas = replicas,
        };

    private static async Task CompareAsync(
        NatsJSContext context, StreamConfig asked, CancellationToken cancellationToken)
    {
        INatsJSStream stream;
        try
        {
            stream = await context.GetStreamAsync(asked.Name!, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.ErrCode == NotFound)
        {
            stream = await context.CreateStreamAsync(asked, cancellationToken).ConfigureAwait(false);
        }
        StreamConfig has = stream.Info.Config;
        Differences.Refuse(
            $"The stream {asked.Name}",
            [
                Differences.Of("subjects", string.Join(' ', has.Subjects ?? []), string.Join(' ', asked.Subjects!)),
                Differences.Of("retention", has.Retention, asked.Retention),
                Differences.Of("discard", has.Discard, asked.Discard),
                Differences.Of("max_age", has.MaxAge, asked.MaxAge),
                Differences.Of("max_bytes", has.MaxBytes, asked.MaxBytes),
                Differences.Of("duplicate_window", has.DuplicateWindow, asked.DuplicateWindow),
                Differences.Of("max_msgs", has.MaxMsgs, -1),
                Differences.Of("max_msgs_per_subject", has.MaxMsgsPerSubject, -1),
                Differences.Of("max_msg_size", has.MaxMsgSize, -1),
                .. Shared(has, asked.NumReplicas),
            ]);
    }

    private static string?[] Shared(StreamConfig has, int replicas) =>
    [
        Differences.Of("storage", has.Storage, StreamConfigStorage.File),
        Differences.Of("num_replicas", has.NumReplicas, replicas),
        Differences.Of("sealed", has.Sealed, false),
        Differences.Of("no_ack", has.NoAck, false),
    ];
}
