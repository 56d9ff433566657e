using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Diagnostics;
using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>
/// Receives notifications from one or several publishers, reconnects by itself, and reports losses,
/// restarts and silence in the same stream.
/// </summary>
/// <remarks>
/// <code>
/// await using NotificationSubscriber subscriber = new(new NotificationSubscriberOptions
/// {
///     Addresses = { "tcp://127.0.0.1:28332" },
///     Topics = { "hashblock", "sequence" },
/// });
/// await foreach (StreamItem item in subscriber) { … }
/// </code>
/// One thread receives from all addresses and never waits for a consumer. Several consumers share
/// the items. All members may be called on any thread. The log messages and the instruments of the
/// meter <c>ZmqNative</c> are listed in docs/diagnostics.md.
/// </remarks>
public sealed class NotificationSubscriber : IAsyncEnumerable<StreamItem>, IDisposable, IAsyncDisposable
{
    private readonly ItemQueue _queue;
    private readonly NotificationReceiver _receiver;
    private readonly IDisposable _queueLength;

    /// <summary>
    /// Starts to receive. Publishers that are not there yet are connected to when they appear.
    /// </summary>
    /// <param name="options">What to subscribe to; read once.</param>
    /// <param name="loggerFactory">
    /// As for <see cref="NotificationReceiver"/>; the queue logs when it drops.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no address, or an option is invalid.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// CurveCertificate is no certificate, or PlainLogin no login, or one that others can read.
    /// </exception>
    /// <exception cref="IOException">CurveCertificate or PlainLogin cannot be read.</exception>
    /// <exception cref="NotSupportedException">
    /// CURVE is wanted, and libzmq was built without it.
    /// </exception>
    /// <exception cref="Interop.ZmqException">libzmq does not accept an address.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public NotificationSubscriber(NotificationSubscriberOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueCapacity, 1, nameof(options));
        ILogger logger = loggerFactory?.CreateLogger(SubscriberLog.Category) ?? NullLogger.Instance;
        _queue = new ItemQueue(options.QueueCapacity, options.Overflow, logger);
        _receiver = new NotificationReceiver(options, new Handler(_queue), loggerFactory);
        _queueLength = SubscriberMetrics.QueueLengths.Add(string.Join(", ", options.Addresses), () => _queue.Count);
    }

    /// <summary>The state of the stream.</summary>
    public SubscriberState State => _receiver.State;

    /// <summary>Removes the next item from the queue if there is one.</summary>
    /// <param name="item">The item.</param>
    public bool TryRead([NotNullWhen(true)] out StreamItem? item)
    {
        bool isRead = _queue.TryRead(out item, out bool hasMadeRoom);
        if (hasMadeRoom)
        {
            _receiver.Wake();
        }
        return isRead;
    }

    /// <summary>Waits for the next item.</summary>
    /// <param name="cancellationToken">Cancels this wait, not the subscriber.</param>
    /// <returns>
    /// The item; null when the subscriber is disposed of and everything was read.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<StreamItem?> ReadAsync(CancellationToken cancellationToken = default) =>
        TryRead(out StreamItem? item) ? new ValueTask<StreamItem?>(item) : WaitAsync(cancellationToken);

    /// <summary>
    /// Asks the publisher's history where a notification stands. Save the position once the notification
    /// is processed, and give it to <see cref="NotificationSubscriberOptions.ResumeFrom"/> after a restart.
    /// </summary>
    /// <returns>
    /// The position of the notification; an earlier one if messages of other topics were still missing before
    /// it. Everything up to it came before the notification, and everything behind it comes after a restart.
    /// </returns>
    /// <param name="notification">A notification of this subscriber.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">
    /// Its history is not known: there is none, or it did not answer.
    /// </exception>
    /// <exception cref="HistoryException">The history has not got it any more.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The subscriber was disposed of, and its connection to the history with it.
    /// </exception>
    public async Task<StreamPosition> GetPositionAsync(
        Notification notification, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ObjectDisposedException.ThrowIf(State == SubscriberState.Stopped, this);
        if (notification is not { Run: { } run, MessageSequence: uint counter })
        {
            throw new InvalidOperationException(
                "The history of the notification is not known: the subscriber has none, or it did not answer.");
        }
        return await run.FindPositionAsync(notification.Topic, counter, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Enumerates the stream until the subscriber is disposed of; the last item is
    /// <see cref="StateChanged"/> with <see cref="SubscriberState.Stopped"/>.
    /// </summary>
    /// <param name="cancellationToken">
    /// Cancels this enumeration with an <see cref="OperationCanceledException"/>, not the
    /// subscriber.
    /// </param>
    public async IAsyncEnumerator<StreamItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            yield return item;
        }
    }

    /// <summary>
    /// Closes the connections and ends the stream; consumers that wait are woken.
    /// </summary>
    public void Dispose()
    {
        _receiver.Dispose();
        _queueLength.Dispose();
    }

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

        public void OnNotification(in ReceivedNotification notification) =>
            queue.Write(NotificationParser.Parse(notification));

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
