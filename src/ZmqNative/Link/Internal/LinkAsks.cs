using System.Globalization;
using System.Text.Json;
using ZmqNative.Queries;

namespace ZmqNative.Link;

/// <summary>
/// Queries to the peer that have no answer yet. They are sent again when the link is up again.
/// </summary>
/// <param name="send">Sends a request without waiting; false when the link is down.</param>
/// <param name="timeout">How long an answer may take.</param>
internal sealed class LinkAsks(Func<byte[], bool> send, TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Ask> _pending = [];
    private long _number;

    internal async Task<(JsonDocument Header, byte[] Body)> AskAsync(
        string what, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _number);
        Ask ask = new(QueryProtocol.Request(what, write, id));
        lock (_lock)
        {
            _pending.Add(id, ask);
        }
        try
        {
            _ = send(ask.Request);
            return await ask.Answer.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            string time = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new TimeoutException($"The peer has not answered '{what}' within {time} s.");
        }
        finally
        {
            lock (_lock)
            {
                _ = _pending.Remove(id);
            }
        }
    }

    /// <summary>The link is up: what has no answer is asked again.</summary>
    internal void SendAll()
    {
        lock (_lock)
        {
            foreach (Ask ask in _pending.Values)
            {
                _ = send(ask.Request);
            }
        }
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>False for one that nobody waits for.</returns>
    internal bool Complete(ReadOnlyMemory<byte> header, byte[] body)
    {
        if (QueryProtocol.Parse(header) is not { } answer)
        {
            return false;
        }
        lock (_lock)
        {
            if (answer.RootElement.TryGetProperty("id", out JsonElement id)
                && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out long number)
                && _pending.Remove(number, out Ask? ask) && ask.Answer.TrySetResult((answer, body)))
            {
                return true;
            }
        }
        answer.Dispose();
        return false;
    }

    internal void Fail(Exception exception)
    {
        lock (_lock)
        {
            foreach (Ask ask in _pending.Values)
            {
                _ = ask.Answer.TrySetException(exception);
            }
        }
    }

    private sealed class Ask(byte[] request)
    {
        internal byte[] Request => request;

        internal TaskCompletionSource<(JsonDocument Header, byte[] Body)> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
