using System.Diagnostics.Metrics;
using System.Text.Json;
using ZmqNative.History;
using ZmqNative.JetStream;
using ZmqNative.Node.Chain;
using ZmqNative.Node.Relay;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>The page of a command, for as long as it is there, and what it is about.</summary>
internal sealed class LivePage(PageModel model, PageServer server) : IAsyncDisposable
{
    private static readonly TimeSpan s_mempoolInterval = TimeSpan.FromSeconds(10);

    /// <summary>What the page shows.</summary>
    internal PageModel Model => model;

    /// <summary>Begins to answer, and says where.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        // Standard output may be JSON.
        await Console.Error.WriteLineAsync($"Page at {server.Address}");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Shows what is received, and begins to answer.</summary>
    /// <param name="addresses">Where from.</param>
    /// <param name="mirror">The mirrored mempool; null without one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    internal Task ShowAsync(
        IEnumerable<string> addresses, MempoolMirror? mirror, CancellationToken cancellationToken)
    {
        foreach (string address in addresses)
        {
            model.Say(address, "waiting", string.Empty, DateTimeOffset.UtcNow);
        }
        if (mirror is not null)
        {
            model.AddSection("mempool", json => Write(
                json, mirror.TransactionIds.Count, mirror.State.ToString().ToLowerInvariant()));
        }
        return StartAsync(cancellationToken);
    }

    /// <summary>Shows what is published, to how many, and the history. Call it when it is initialised.</summary>
    internal void Show(NotificationInterface notifications)
    {
        foreach (IGrouping<string, ActiveNotification> address in notifications.GetActiveNotifications()
            .GroupBy(active => notifications.GetBoundEndpoint(active.Address)))
        {
            string types = string.Join(", ", address.Select(active => active.Type));
            model.Say(address.Key, "listening", types, DateTimeOffset.UtcNow);
        }
        notifications.Observe((topic, body, counter) => model.Observe(topic.Name, body, counter));
        model.AddSection("subscribers", json =>
        {
            json.WriteStartArray();
            foreach (Measurement<int> address in ConnectionCount.Measure())
            {
                json.WriteStartObject();
                json.WriteString("address", $"{address.Tags[0].Value}");
                json.WriteNumber("count", address.Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        if (notifications.History is { } history)
        {
            model.AddSection("history", json => Write(json, history));
        }
    }

    /// <summary>Shows how the node is followed.</summary>
    internal void Show(RunningNode node)
    {
        void Say(FeedStatus status) =>
            model.Say("node", status.State.ToString().ToLowerInvariant(), status.Reason, status.Since);
        Say(node.Status);
        node.StatusChanged += Say;
    }

    /// <summary>Shows what is stored in JetStream.</summary>
    internal void Show(JetStreamPublisher publisher)
    {
        void Say(JetStreamStatus status) =>
            model.Say("JetStream", status.State.ToString().ToLowerInvariant(), status.Reason, status.Since);
        Say(publisher.Status);
        publisher.StatusChanged += Say;
        model.AddSection("jetstream", json =>
        {
            json.WriteStartObject();
            json.WriteNumber("pending", publisher.PendingMessages);
            json.WriteNumber("dropped", publisher.DroppedMessages);
            json.WriteEndObject();
        });
    }

    /// <summary>Shows the size of a node's mempool, for which it is asked while a page is open.</summary>
    internal void ShowMempool(NodeRpc rpc)
    {
        Task<int>? asked = null;
        long again = 0;
        (int Count, string State) known = (0, "unknown");
        object gate = new();
        model.AddSection("mempool", json =>
        {
            lock (gate)
            {
                if (asked is { IsCompleted: true })
                {
                    known = asked.IsCompletedSuccessfully ? (asked.Result, "asked") : (known.Count, "unknown");
                    _ = asked.Exception;
                    asked = null;
                }
                if (asked is null && Environment.TickCount64 >= again)
                {
                    again = Environment.TickCount64 + (long)s_mempoolInterval.TotalMilliseconds;
                    asked = rpc.GetMempoolSizeAsync(CancellationToken.None);
                }
                Write(json, known.Count, known.State);
            }
        });
    }

    private static void Write(Utf8JsonWriter json, int count, string state)
    {
        json.WriteStartObject();
        json.WriteNumber("count", count);
        json.WriteString("state", state);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HistoryServer history)
    {
        HistoryInfo info = history.GetInfo();
        json.WriteStartObject();
        json.WriteString("endpoint", history.Endpoint ?? history.Address);
        json.WriteNumber("held", info.Head.Offset + 1 - info.Oldest);
        json.WriteNumber("head", info.Head.Offset);
        json.WriteNumber("durable", info.Durable);
        json.WriteString("failure", history.StoreFailure is { } failure ? PlainText.Escape(failure) : null);
        json.WriteEndObject();
    }
}
