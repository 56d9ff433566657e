using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Publishing;

/// <summary>Starts the history of a notification interface.</summary>
internal static class PublishedHistory
{
    /// <summary>Starts a history and lets all notifiers append to it.</summary>
    /// <returns>Null, or why it could not be started.</returns>
    internal static string? Start(
        HistoryServer history, IReadOnlyList<Notifier> notifiers, PublisherSockets sockets)
    {
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
            return null;
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException
            or IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            string reason = (exception as ZmqException)?.ErrorText ?? exception.Message;
            return $"Cannot serve the history at -zmqhistory={history.Address}: {reason}";
        }
    }
}
