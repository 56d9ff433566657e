using Microsoft.Extensions.Logging;
using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>Starts the history of a notification interface.</summary>
internal static class PublishedHistory
{
    /// <summary>Starts a history and lets all notifiers append to it.</summary>
    /// <returns>
    /// Null if it could not be started; <paramref name="failure"/> is then the reason.
    /// </returns>
    internal static HistoryServer? Start(
        PublisherSettings settings, IReadOnlyList<Notifier> notifiers, PublisherSockets sockets,
        ILoggerFactory? loggerFactory, out string? failure)
    {
        HistoryOptions options = settings.History!;
        HistoryServer history = new(options, settings.Curve, settings.Plain, loggerFactory);
        try
        {
            foreach (Notifier notifier in notifiers)
            {
                int place = history.AddNotifier(
                    notifier.Type, notifier.Address, sockets.LastEndpoint(notifier.Address),
                    [.. notifier.Topics.Select(topic => topic.Name)]);
                (notifier as PublishNotifier)?.KeepIn(history, place);
            }
            history.Start();
            failure = null;
            return history;
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException
            or IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            history.Dispose();
            string reason = (exception as ZmqException)?.ErrorText ?? exception.Message;
            failure = $"Cannot serve the history at -zmqhistory={options.Address}: {reason}";
            return null;
        }
    }
}
