namespace ZmqNative.Subscribing;

/// <summary>
/// Receives notifications from one or several publishers, heals broken and silent connections by itself, and tells in the same stream what else happened: gaps, restarts, silence.
/// </summary>
/// <remarks>
/// <code>
/// await using NotificationSubscriber subscriber = new(new() { Addresses = { "tcp://127.0.0.1:28332" }, Topics = { "hashblock", "sequence" } });
/// await foreach (StreamItem item in subscriber) { … }
/// </code>
/// One thread receives, for all addresses, and never waits for the consumer. Several consumers share the items among them. Dispose from any thread.
/// </remarks>
public sealed class NotificationSubscriber : IAsyncEnumerable<StreamItem>, IDisposable, IAsyncDisposable
{
    private readonly ItemQueue _queue;
    private readonly NotificationReceiver _receiver;

    /// <summary>Connects, now or when publishers appear, and begins to receive.</summary>
    /// <param name="options">What to subscribe to.</param>
    /// <exception cref="ArgumentException">No address, or an option that cannot be.</exception>
    /// <exception cref="Interop.ZmqException">An address that libzmq cannot connect to.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public NotificationSubscriber(NotificationSubscriberOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueCapacity, 1, nameof(options));
        _queue = new ItemQueue(options.QueueCapacity, options.Overflow);
        _receiver = new NotificationReceiver(options, new Handler(_queue), shared: null);
    }

    /// <summary>How the stream is doing.</summary>
    public SubscriberState State => _receiver.State;

    /// <summary>Takes the next item if one is waiting.</summary>
    /// <param name="item">The item.</param>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StreamItem? item)
    {
        bool isTaken = _queue.TryRead(out item, out bool hasMadeRoom);
        if (hasMadeRoom)
        {
            _receiver.Wake();
        }
        return isTaken;
    }

    /// <summary>Waits for the next item.</summary>
    /// <param name="cancellationToken">Ends this wait, not the subscriber.</param>
    /// <returns>The item; null when the subscriber is disposed of and everything was read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<StreamItem?> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out StreamItem? item) ? new ValueTask<StreamItem?>(item) : WaitAsync(cancellationToken);

    /// <summary>The stream, until the subscriber is disposed of; the last item says <see cref="SubscriberState.Stopped"/>.</summary>
    /// <param name="cancellationToken">Ends this enumeration with an <see cref="OperationCanceledException"/>, not the subscriber.</param>
    public async IAsyncEnumerator<StreamItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while ((TryRead(out StreamItem? next) ? next : await WaitAsync(cancellationToken).ConfigureAwait(false)) is { } item)
        {
            yield return item;
        }
    }

    /// <summary>Closes the connections and ends the stream; readers that wait are woken.</summary>
    public void Dispose() => _receiver.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    private async ValueTask<StreamItem?> WaitAsync(CancellationToken cancellationToken)
    {
        while (await _queue.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryRead(out StreamItem? item))
            {
                return item;
            }
        }
        return null;
    }

    private sealed class Handler(ItemQueue queue) : INotificationHandler
    {
        public bool IsReady => queue.HasRoom();

        public void OnNotification(in ReceivedNotification notification) => queue.Write(NotificationParser.Parse(notification));

        public void OnEvent(StreamEvent streamEvent)
        {
            queue.Write(streamEvent);
            if (streamEvent is StateChanged { State: SubscriberState.Stopped })
            {
                queue.Complete();
            }
        }
    }
}
