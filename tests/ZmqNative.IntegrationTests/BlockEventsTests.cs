using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary>examples/BlockEvents, run against a publisher, with clients that speak HTTP.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals.")]
public sealed class BlockEventsTests
{
    private static readonly Hash256 s_first = Hash256.Parse(new string('1', 64)), s_second = Hash256.Parse(new string('2', 64));

    [Test, CancelAfter(120_000)]
    public async Task Every_client_gets_blocks_and_losses_and_what_it_missed(CancellationToken cancellationToken)
    {
        using TestPublisher publisher = new();
        using Tool server = Example.Start("BlockEvents", publisher.Address, "--urls", "http://127.0.0.1:0");
        const string Listening = "Now listening on: ";
        string url = server.Output.WaitFor(line => line.Contains(Listening, StringComparison.Ordinal)).Split(Listening)[1];
        publisher.WaitForSubscriber(Tool.Deadline, "hashblock");

        using HttpClient http = new() { BaseAddress = new Uri(url) };
        // The first event is "lost": what came before the connection is not known.
        publisher.HashBlock(s_first);
        using EventSource one = await EventSource.OpenAsync(http, lastId: null, cancellationToken);
        Assert.That(await one.ReadAsync(cancellationToken), Is.EqualTo(("block", "2", $"{s_first}")));
        using EventSource two = await EventSource.OpenAsync(http, lastId: null, cancellationToken);
        Assert.That(await two.ReadAsync(cancellationToken), Is.EqualTo(("block", "2", $"{s_first}")), "the last block, for one that comes later");

        publisher.SkipMessages("hashblock", 1);
        publisher.HashBlock(s_second);
        (string, string, string?)[] since = [("lost", "3", null), ("block", "4", $"{s_second}")];
        foreach (EventSource client in (EventSource[])[one, two])
        {
            Assert.That(await client.ReadAsync(cancellationToken), Is.EqualTo(since[0]));
            Assert.That(await client.ReadAsync(cancellationToken), Is.EqualTo(since[1]));
        }
        using EventSource again = await EventSource.OpenAsync(http, lastId: "2", cancellationToken);
        Assert.That(await again.ReadAsync(cancellationToken), Is.EqualTo(since[0]));
        Assert.That(await again.ReadAsync(cancellationToken), Is.EqualTo(since[1]));

        Assert.That(server.Signal(15), Is.Zero, server.Error.ToString);
        Assert.That(await one.ReadAsync(cancellationToken), Is.Null, "the end of the program ends the streams");
    }

    /// <summary>What a browser's EventSource does.</summary>
    private sealed class EventSource(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        internal static async Task<EventSource> OpenAsync(HttpClient http, string? lastId, CancellationToken cancellationToken)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/blocks");
            if (lastId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastId);
            }
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("text/event-stream"));
            return new EventSource(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
        }

        /// <summary>The next event; null when the stream has ended.</summary>
        internal async Task<(string Type, string Id, string? Hash)?> ReadAsync(CancellationToken cancellationToken)
        {
            Dictionary<string, string> fields = [];
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Length == 0)
                {
                    return (fields["event"], fields["id"], JsonDocument.Parse(fields["data"]).RootElement.GetProperty("hash").GetString());
                }
                string[] parts = line.Split(": ", 2);
                fields[parts[0]] = parts[1];
            }
            return null;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
