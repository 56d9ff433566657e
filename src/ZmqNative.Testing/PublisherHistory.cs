using ZmqNative.History;
using ZmqNative.Protocol;

namespace ZmqNative.Testing;

/// <summary>The history of one run of the publisher, in memory.</summary>
internal sealed class PublisherHistory : IDisposable
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HistoryServer _server;
    private readonly string _publisher;

    internal PublisherHistory(string address, string publisher)
    {
        _publisher = publisher;
        _server = new HistoryServer(new HistoryOptions { Address = address });
        try
        {
            foreach (Topic topic in (Topic[])
                [Topic.HashBlock, Topic.HashTransaction, Topic.RawBlock, Topic.RawTransaction, Topic.Sequence])
            {
                _ = Place(topic.Name);
            }
            _server.Start();
        }
        catch
        {
            _server.Dispose();
            throw;
        }
    }

    /// <summary>Where it is bound, with the real port.</summary>
    internal string Address => _server.Endpoint!;

    internal void Keep(string topic, uint messageSequence, ReadOnlySpan<byte> body) =>
        _server.Append(Place(topic), topic, messageSequence, body);

    public void Dispose() => _server.Dispose();

    private int Place(string topic)
    {
        if (!_places.TryGetValue(topic, out int place))
        {
            _places[topic] = place = _server.AddNotifier($"pub{topic}", _publisher, _publisher, topic);
        }
        return place;
    }
}
