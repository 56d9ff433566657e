namespace ZmqNative.NodeTests.Parity;

/// <summary>Keeps all messages that a publisher sends over one connection, from the moment it is made.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly WireClient _client;
    private readonly List<Message> _messages = [];
    private readonly Task _reading;
    private bool _ended;

    internal Recorder(string address)
    {
        _client = new WireClient(address);
        _client.Subscribe();
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Waits until the messages are as wanted, or the publisher has closed, or the deadline is over; returns what there is.</summary>
    internal Message[] WaitFor(Predicate<List<Message>> wanted)
    {
        DateTime deadline = DateTime.UtcNow + RegtestNode.Deadline;
        lock (_messages)
        {
            while (!wanted(_messages) && !_ended && deadline - DateTime.UtcNow is { Ticks: > 0 } left && Monitor.Wait(_messages, left))
            {
            }
            return [.. _messages];
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _ = Task.WhenAny(_reading).Wait(RegtestNode.Deadline);
    }

    private void Read()
    {
        try
        {
            while (_client.ReceiveMessage() is { } parts)
            {
                Message message = Message.Of(parts);
                lock (_messages)
                {
                    _messages.Add(message);
                    Monitor.PulseAll(_messages);
                }
            }
        }
        finally
        {
            lock (_messages)
            {
                _ended = true;
                Monitor.PulseAll(_messages);
            }
        }
    }
}
