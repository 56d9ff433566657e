using System.Collections.Concurrent;
using System.Globalization;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;
using ZmqNative.Subscribing;

namespace ZmqNative.NodeTests;

/// <summary>Reads a stream, filled or whole, and keeps what came and what is missing.</summary>
internal sealed class FillReader : IDisposable
{
    private readonly NotificationSubscriber _subscriber;
    private readonly ConcurrentDictionary<(string Topic, uint Counter), string> _messages = new();
    private readonly ConcurrentDictionary<string, uint> _next = new();
    private readonly ConcurrentQueue<(string Topic, uint Counter, string Body)> _order = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _gaps = new();
    private readonly ConcurrentDictionary<Hash256, bool> _added = new();
    private readonly Task _reading;

    internal FillReader(NodeRpc? rpc, params string[] addresses)
    {
        _subscriber = new NotificationSubscriber(new NotificationSubscriberOptions
        {
            Addresses = [.. addresses],
            FillGaps = rpc is not null,
            GetBlock = rpc is null ? null : rpc.GetBlockAsync,
            FillWithin = TimeSpan.FromSeconds(5),
            UnseenAfter = TimeSpan.Zero,
        });
        _reading = Task.Run(ReadAsync);
    }

    internal long Recovered { get; private set; }

    /// <summary>What came of a topic, divided where its counter restarted.</summary>
    internal string[][] Lives(string topic)
    {
        List<List<string>> lives = [[]];
        foreach ((_, uint counter, string body) in _order.Where(one => one.Topic == topic))
        {
            if (counter == 0 && lives[^1].Count > 0)
            {
                lives.Add([]);
            }
            lives[^1].Add(body);
        }
        return [.. lives.Select(life => life.ToArray())];
    }

    /// <summary>Whether messages of a topic are in gaps.</summary>
    internal bool Lacks(string topic) => _gaps.Any(gap => gap.StartsWith($"{topic} ", StringComparison.Ordinal));

    /// <summary>Messages in gaps.</summary>
    internal long Missing { get; private set; }

    internal string[] Faults => [.. _faults];

    // Every topic has come once, so that what is lost afterwards shows.
    internal void WaitUntilJoined(RegtestNode node) => Assert.That(SpinWait.SpinUntil(
        () =>
        {
            if (_next.Count < 5)
            {
                node.Generate(1);
            }
            return _next.Count == 5;
        },
        RegtestNode.Deadline));

    internal void WaitFor(Hash256 added) =>
        Assert.That(SpinWait.SpinUntil(() => _added.ContainsKey(added), RegtestNode.Deadline), $"{this}");

    /// <summary>hashblock has an address of its own, which nothing orders with the other.</summary>
    internal void WaitForBlock(Hash256 tip) => Assert.That(ComesToBlock(tip, RegtestNode.Deadline), $"{this}");

    internal bool ComesToBlock(Hash256 tip, TimeSpan within) => SpinWait.SpinUntil(
        () => _messages.Any(message => message.Key.Topic == "hashblock" && message.Value == $"{tip}"), within);

    internal string? DifferenceTo(FillReader whole)
    {
        foreach (((string topic, uint counter), string body) in _messages)
        {
            if (!whole._messages.TryGetValue((topic, counter), out string? published) || published != body)
            {
                return $"{topic} {counter}: {body} instead of {published}";
            }
        }
        return null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_messages.Count} messages, {Recovered} recovered, {Missing} missing, {string.Join("; ", _faults.Concat(_gaps).Take(20))}");

    public void Dispose()
    {
        _subscriber.Dispose();
        _reading.Wait(RegtestNode.Deadline);
    }

    private async Task ReadAsync()
    {
        await foreach (StreamItem item in _subscriber)
        {
            if (item is Notification message)
            {
                uint counter = message.MessageSequence!.Value;
                if (_next.TryGetValue(message.Topic, out uint due) && due != counter)
                {
                    _faults.Enqueue($"{message.Topic} {counter} instead of {due}");
                }
                _next[message.Topic] = counter + 1;
                _messages[(message.Topic, counter)] = Body(message);
                _order.Enqueue((message.Topic, counter, Body(message)));
                Recovered += message.Recovered ? 1 : 0;
                if (message is TransactionAdded added)
                {
                    _added[added.TxId] = true;
                }
            }
            else if (item is Gap gap && _next.TryGetValue(gap.Topic, out uint expected) && expected == gap.Expected)
            {
                _next[gap.Topic] = gap.Received;
                Missing += gap.Lost;
                _gaps.Enqueue($"{gap.Topic} {gap.Expected} to {gap.Received - 1}");
            }
            else if (item is StreamEvent { MayHaveLostMessages: true } and not HandshakeDone)
            {
                _faults.Enqueue($"{item}");
            }
        }
    }

    private static string Body(Notification message) => message switch
    {
        RawNotification raw => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(raw.Body)),
        HashTransaction hash => $"{hash.TxId}",
        HashBlock hash => $"{hash.Hash}",
        BlockConnected block => $"C {block.Hash}",
        BlockDisconnected block => $"D {block.Hash}",
        TransactionAdded added => $"A {added.TxId} {added.MempoolSequence}",
        TransactionRemoved removed => $"R {removed.TxId} {removed.MempoolSequence}",
        _ => throw new InvalidOperationException($"{message}"),
    };
}
