using ZmqNative.History;

namespace ZmqNative.Tests.History;

/// <summary>A history server with one notifier of hashtx, which a test appends to, and a client.</summary>
internal sealed class HistoryFeed : IDisposable
{
    internal const string Anywhere = "tcp://127.0.0.1:*";
    internal const string Published = "tcp://127.0.0.1:28332";

    private uint _next;

    internal HistoryFeed(Action<HistoryOptions>? configure = null, Microsoft.Extensions.Logging.ILoggerFactory? log = null)
    {
        HistoryOptions options = new() { Address = Anywhere };
        configure?.Invoke(options);
        Server = new HistoryServer(options, log);
        Place = Server.AddNotifier("pubhashtx", Published, Published, "hashtx");
        Server.Start();
        // A server that is made to publish within a reply takes its time on a busy machine.
        Client = new HistoryClient(Server.Endpoint!) { Timeout = TimeSpan.FromMinutes(2) };
    }

    internal HistoryServer Server { get; }

    internal HistoryClient Client { get; }

    internal int Place { get; }

    /// <summary>The body of a message: its number.</summary>
    internal static byte[] Body(uint number)
    {
        byte[] body = new byte[32];
        BitConverter.TryWriteBytes(body, number);
        return body;
    }

    /// <summary>Appends messages that go on where the last ones ended.</summary>
    internal void Append(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Server.Append(Place, "hashtx", _next, Body(_next));
            _next = unchecked(_next + 1);
        }
    }

    /// <summary>The publisher counts on from another number.</summary>
    internal void Jump(uint next) => _next = next;

    internal static async Task<List<HistoryChunk>> All(IAsyncEnumerable<HistoryChunk> chunks)
    {
        List<HistoryChunk> all = [];
        await foreach (HistoryChunk chunk in chunks)
        {
            all.Add(chunk);
        }
        return all;
    }

    internal static async Task<List<HistoryMessage>> Messages(IAsyncEnumerable<HistoryChunk> chunks) =>
        [.. (await All(chunks)).SelectMany(chunk => chunk.Messages)];

    internal async Task<uint[]> Sequences(uint first, uint last) =>
        [.. (await Messages(Client.ReadRangeAsync("hashtx", first, last))).Select(message => message.MessageSequence)];

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
