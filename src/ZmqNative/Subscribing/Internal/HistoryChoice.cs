using ZmqNative.History;

namespace ZmqNative.Subscribing;

/// <summary>Which notifiers of a publisher's history are those of an address.</summary>
internal static class HistoryChoice
{
    /// <summary>
    /// The current notifiers of one topic each: of this port or path, where the publisher has several
    /// addresses.
    /// </summary>
    /// <param name="info">What the history holds.</param>
    /// <param name="source">The address, as given to the subscriber.</param>
    /// <param name="topics">The topics subscribed to, or their prefixes; none for all.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static List<HistoryNotifier> Of(HistoryInfo info, string source, IList<string> topics)
    {
        List<HistoryNotifier> all =
        [
            .. info.Notifiers.Where(one => one.IsCurrent).Select(one => one.Notifier)
                .Where(one => one.Topics.Count == 1 && (topics.Count == 0
                    || topics.Any(prefix => one.Topics[0].StartsWith(prefix, StringComparison.Ordinal)))),
        ];
        if (all.DistinctBy(one => one.Endpoint).Count() > 1)
        {
            string end = End(source);
            all.RemoveAll(one => End(one.Endpoint) != end);
        }
        // Two of a topic at one address count as one, and cannot be distinguished.
        List<HistoryNotifier> chosen =
            [.. all.GroupBy(one => one.Topics[0]).Where(group => group.Count() == 1).Select(group => group.First())];
        return chosen.Count > 0 ? chosen
            : throw new InvalidDataException("The history has no notifier of this address and these topics.");
    }

    // The port, or the path.
    private static string End(string address) => address[(address.LastIndexOf(':') + 1)..].TrimStart('/');
}
