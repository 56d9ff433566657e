using ZmqNative.Bitcoin;
using ZmqNative.History;
using ZmqNative.Publishing;

namespace ZmqNative.JetStream.Tests;

/// <summary>A notification interface with a history, of which hashtx and sequence are stored.</summary>
internal sealed class PublishingNode : IAsyncDisposable
{
    private readonly NotificationInterface _notifications;
    private readonly CancellationTokenSource _end = new();
    private Task? _run;
    private uint _number;

    internal PublishingNode(JetStreamPublisherOptions options, HistoryOptions? history)
    {
        ZmqNotificationOptions published = new() { History = history };
        published.PubHashTransaction.Add("tcp://127.0.0.1:*");
        published.PubSequence.Add("tcp://127.0.0.1:*");
        // The second of a kind has a place in the history, too, and is not stored.
        published.PubHashTransaction.Add("tcp://127.0.0.2:*");
        _notifications = new NotificationInterface(published, new NotifierFactories());
        Assert.That(_notifications.Initialize(), Is.True);
        Assert.That(_notifications.History?.StoreFailure, Is.Null);
        Publisher = new JetStreamPublisher(options);
        Publisher.Attach(_notifications);
    }

    internal JetStreamPublisher Publisher { get; }

    internal void Run() => _run = Publisher.RunAsync(_end.Token);

    /// <summary>What is published from now on is not stored by this process.</summary>
    internal async Task EndRunAsync()
    {
        await _end.CancelAsync();
        await (_run ?? Task.CompletedTask).WaitAsync(NatsServer.Deadline);
    }

    /// <summary>Publishes hashtx and sequence of so many transactions; their hashes count from 0.</summary>
    internal void PublishTransactions(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _notifications.TransactionAddedToMempool(new Transaction(new Hash256(RunningPublisher.Hash(_number)), default), _number);
            _number++;
        }
    }

    internal void WaitUntilStored() => WaitFor(() => Publisher.PendingMessages == 0, "everything is stored");

    internal void WaitFor(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition() || _run is { IsCompleted: true }, NatsServer.Deadline) || !condition())
        {
            Assert.Fail($"Waited in vain for: {what}. {Publisher.PendingMessages} pending, {Publisher.Status}. {_run?.Exception}");
        }
    }

    /// <summary>What is in the stream, as topic and number of the transaction.</summary>
    internal static async Task<(string Topic, uint Counter)[]> StoredAsync(NatsServer server) =>
        [.. (await RawMessage.ReadAllAsync(server)).Select(one => (one.Subject.Split('.')[^1], one.Counter))];

    /// <summary>What is published for transactions: one message of each topic for each.</summary>
    internal static IEnumerable<(string Topic, uint Counter)> Messages(int first, int count) =>
        Enumerable.Range(first, count).SelectMany(number => new[] { ("hashtx", (uint)number), ("sequence", (uint)number) });

    public async ValueTask DisposeAsync()
    {
        await EndRunAsync();
        _notifications.Dispose();
        _end.Dispose();
    }
}
