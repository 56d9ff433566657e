using System.Buffers.Binary;

namespace ZmqNative.JetStream.Tests;

/// <summary>A publisher that runs until it is disposed of.</summary>
internal sealed class RunningPublisher : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, uint> _counters = [];
    private readonly System.Collections.Concurrent.ConcurrentQueue<JetStreamStatus> _statuses = new();
    private readonly Task _run;

    internal RunningPublisher(JetStreamPublisherOptions options)
    {
        Publisher = new JetStreamPublisher(options);
        Publisher.StatusChanged += _statuses.Enqueue;
        _run = Publisher.RunAsync(_end.Token);
    }

    internal JetStreamPublisher Publisher { get; }

    internal JetStreamStatus[] Statuses => [.. _statuses];

    /// <summary>A hash that says which it is.</summary>
    internal static byte[] Hash(uint number)
    {
        byte[] body = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(body, number);
        return body;
    }

    internal void PublishHashes(int count, string topic = "hashtx")
    {
        for (int i = 0; i < count; i++)
        {
            uint counter = _counters.GetValueOrDefault(topic);
            Publisher.Publish(topic, Hash(counter), counter);
            _counters[topic] = counter + 1;
        }
    }

    internal void WaitUntilStored() => WaitFor(() => Publisher.PendingMessages == 0, "everything is stored");

    internal void WaitFor(JetStreamState state) => WaitFor(() => Publisher.Status.State == state, $"{state}");

    internal void WaitFor(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition() || _run.IsCompleted, NatsServer.Deadline) || !condition())
        {
            Assert.Fail($"Waited in vain for: {what}. {Publisher.PendingMessages} pending. {_run.Exception}\n{string.Join('\n', _statuses.TakeLast(10))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run.WaitAsync(NatsServer.Deadline);
        _end.Dispose();
    }
}
