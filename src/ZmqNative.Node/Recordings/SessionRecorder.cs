using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Subscribing;

namespace ZmqNative.Node.Recordings;

/// <summary>
/// Records the notifications of a running node, which <see cref="SessionTrace"/> replays to the
/// same messages. Subscribes to rawtx, rawblock and sequence, and queries the node for blocks
/// without a rawblock.
/// </summary>
/// <param name="rpc">
/// The node; not disposed of. It may be down, now and at any time, or another server have its place.
/// </param>
/// <param name="directory">
/// A new or an empty folder. The recording can be replayed even if the process was killed.
/// </param>
/// <param name="upstream">
/// The address at which the node publishes all three topics, as in its bitcoin.conf; null to query
/// the node for it.
/// </param>
public sealed class SessionRecorder(NodeRpc rpc, string directory, string? upstream = null)
{
    private static readonly Topic[] s_topics = [Topic.RawBlock, Topic.RawTransaction, Topic.Sequence];
    private static readonly PublishedTopic[] s_needed =
        [.. s_topics.Select(topic => new PublishedTopic(topic.NotifierType, topic))];

    // The time that a connected block waits for its rawblock, which follows immediately for a new
    // tip, the time for the node's last answer at the end, and the interval in which a quiet
    // recording looks after its files.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Raised with one sentence for users, and the stream event that it is about: a
    /// <see cref="StateChanged"/> when it begins and whenever it is connected, a
    /// <see cref="Waiting"/> with the reason (with a topic, where the node does not publish what is
    /// recorded any more), a loss; null for others. It runs on the recording thread.
    /// </summary>
    public event Action<string, StreamEvent?>? Noticed;

    /// <summary>
    /// Called with the options of the connection to the node's publisher before it is opened, for keys
    /// or a login; the recorder needs the addresses and topics that it has set (default: none).
    /// </summary>
    public Action<NotificationSubscriberOptions>? ConfigureSubscriber { get; init; }

    /// <summary>Events recorded so far. May be read from any thread.</summary>
    public long Events { get; private set; }

    /// <summary>Records until it is cancelled. May be called once.</summary>
    /// <param name="cancellationToken">
    /// Ends the recording without an exception and leaves all files complete.
    /// </param>
    /// <exception cref="IOException">
    /// The folder is not empty, or the recording cannot be written, or somebody has removed or changed
    /// its files.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The node does not publish all three topics on one address: one sentence with the lines to
    /// put into its bitcoin.conf.
    /// </exception>
    /// <exception cref="RpcException">The node refuses the query.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        TraceWriter.ExpectNothingIn(directory);
        try
        {
            string address = await (upstream is null
                ? FindUpstreamAsync(cancellationToken) : CheckAsync(upstream, cancellationToken)).ConfigureAwait(false);
            await RecordAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task<string> FindUpstreamAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ActiveNotification> rows = await RpcRetry.CallAsync(
            rpc.GetZmqNotificationsAsync, cancellationToken, awaitsStranger: true).ConfigureAwait(false);
        string found = UpstreamTopics.Find(rows, s_needed, rpc.Address.Host) ?? throw UpstreamTopics.Missing(s_needed);
        if (PublishedElsewhere.Warning(found, rpc.Address) is { } warning)
        {
            Noticed?.Invoke(warning, null);
        }
        return found;
    }

    // Checks the credentials now, not with the first block.
    private async Task<string> CheckAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            _ = await rpc.GetBestBlockHashAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
            when (exception.IsUnreachable || exception.IsWarmingUp || exception.IsStranger)
        {
        }
        return SubscriberAddress.ToEndpoint(address, rpc.Address.Host);
    }

    private async Task RecordAsync(string address, CancellationToken cancellationToken)
    {
        NotificationSubscriberOptions options = new()
        {
            Addresses = { address },
            Topics = [.. s_topics.Select(topic => topic.Name)],
            UnseenAfter = TimeSpan.Zero,
        };
        ConfigureSubscriber?.Invoke(options);
        using TraceWriter writer = new(directory);
        await using NotificationSubscriber subscriber = new(options);
        TraceRecording recording = new(writer, rpc, (sentence, about) => Noticed?.Invoke(sentence, about));
        recording.Note(
            "Recording",
            $"Recording {address} to {directory}.",
            new StateChanged(string.Empty, DateTimeOffset.UtcNow, SubscriberState.Recovering));
        RecordingCheck check = new(rpc, address, s_needed, recording);
        void LookAfter()
        {
            check.Poll(cancellationToken);
            recording.NoteMalformed(isEnd: false);
            writer.Check();
        }
        try
        {
            while (!cancellationToken.IsCancellationRequested
                && await NextAsync(subscriber, recording, LookAfter, cancellationToken)
                    .ConfigureAwait(false) is { } item)
            {
                await recording.TakeAsync(item, cancellationToken).ConfigureAwait(false);
                check.Observe(item);
                check.Poll(cancellationToken);
                Events = recording.Count;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        using CancellationTokenSource end = new(s_patience);
        await recording.DecideAsync(end.Token).ConfigureAwait(false);
        recording.NoteMalformed(isEnd: true);
        writer.Check();
        Events = recording.Count;
    }

    private static async Task<StreamItem?> NextAsync(
        NotificationSubscriber subscriber, TraceRecording recording, Action lookAfter,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            if (subscriber.TryRead(out StreamItem? item))
            {
                return item;
            }
            using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(s_patience);
            try
            {
                return await subscriber.ReadAsync(timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await recording.DecideAsync(cancellationToken).ConfigureAwait(false);
                lookAfter();
            }
        }
    }
}
