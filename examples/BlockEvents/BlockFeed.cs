using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ZmqNative.Subscribing;

namespace BlockEvents;

/// <summary>Reads one subscriber's stream and hands each event to all clients.</summary>
internal sealed class BlockFeed(NotificationSubscriber subscriber) : BackgroundService
{
    private const int Remembered = 100;

    private readonly Lock _lock = new();
    private readonly List<SseItem<NewBlock>> _recent = [];
    private readonly HashSet<Channel<SseItem<NewBlock>>> _clients = [];
    private long _count;
    private bool _hasEnded;

    /// <summary>What is remembered after an event, and then what comes.</summary>
    /// <param name="lastId">The id of the last event the client has; else it begins with the last block.</param>
    /// <param name="aborted">The end of the client's connection.</param>
    internal async IAsyncEnumerable<SseItem<NewBlock>> ReadAsync(string lastId, [EnumeratorCancellation] CancellationToken aborted)
    {
        // A client that does not read loses the oldest events; it does not slow down the others.
        BoundedChannelOptions bound = new(Remembered) { FullMode = BoundedChannelFullMode.DropOldest };
        Channel<SseItem<NewBlock>> client = Channel.CreateBounded<SseItem<NewBlock>>(bound);
        lock (_lock)
        {
            int last = _recent.FindIndex(item => item.EventId == lastId);
            foreach (SseItem<NewBlock> missed in last < 0 ? _recent.TakeLast(1) : _recent.Skip(last + 1))
            {
                client.Writer.TryWrite(missed);
            }
            _clients.Add(client);
            if (_hasEnded)
            {
                client.Writer.Complete();
            }
        }
        try
        {
            await foreach (SseItem<NewBlock> item in client.Reader.ReadAllAsync(aborted))
            {
                yield return item;
            }
        }
        finally
        {
            lock (_lock)
            {
                _clients.Remove(client);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (StreamItem item in subscriber.WithCancellation(stoppingToken))
            {
                switch (item)
                {
                    case HashBlock block:
                        Send(new NewBlock($"{block.Hash}", block.Time), "block");
                        break;
                    case StreamEvent { MayHaveLostMessages: true }:
                        Send(new NewBlock(Hash: null, item.Time), "lost");
                        break;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _hasEnded = true;
                foreach (Channel<SseItem<NewBlock>> client in _clients)
                {
                    client.Writer.TryComplete();
                }
            }
        }
    }

    private void Send(NewBlock block, string type)
    {
        lock (_lock)
        {
            SseItem<NewBlock> item = new(block, type) { EventId = $"{++_count}" };
            _recent.Add(item);
            if (_recent.Count > Remembered)
            {
                _recent.RemoveAt(0);
            }
            foreach (Channel<SseItem<NewBlock>> client in _clients)
            {
                client.Writer.TryWrite(item);
            }
        }
    }
}
