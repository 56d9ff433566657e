using System.Threading.Channels;
using ZmqNative.History;
using ZmqNative.Interop;

namespace ZmqNative.Subscribing;

/// <summary>
/// Asks a publisher's history for everything that is missing: on the thread pool, a few replies ahead
/// of the receiving thread, which takes them.
/// </summary>
/// <param name="client">The history.</param>
/// <param name="choose">The notifiers whose messages are wanted, of those of the history.</param>
/// <param name="after">
/// Everything up to here was handed on, but for what is due of a topic; null if nothing is missing.
/// </param>
/// <param name="due">The run and the message sequence that are due of each topic.</param>
/// <param name="wake">Has the receiving thread look for replies.</param>
internal sealed class CatchUp(
    HistoryClient client, Func<HistoryInfo, List<HistoryNotifier>> choose, StreamPosition? after,
    Dictionary<string, (LiveRun? Run, uint Next)> due, Action wake) : IDisposable
{
    private const int ChunksAhead = 4;

    // Before the next attempt where nothing else can be done.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<HistoryChunk> _chunks = Channel.CreateBounded<HistoryChunk>(ChunksAhead);
    private volatile bool _isOver;

    /// <summary>
    /// The message before which everything is wanted; null for everything there is.
    /// </summary>
    internal ArrivedMessage? Message { get; init; }

    /// <summary>Whether a failure is waited out, because it is asked again at once.</summary>
    internal bool IsPatient { get; init; }

    /// <summary>What the history holds; set before the first chunk and the end.</summary>
    internal HistoryInfo? Info { get; private set; }

    /// <summary>The current notifiers whose messages are wanted.</summary>
    internal List<HistoryNotifier> Chosen { get; private set; } = [];

    /// <summary>Where the history has the message; null if its stream is another one.</summary>
    internal HistoryPlace? Place { get; private set; }

    /// <summary>Whether the history does not know the stream of what was handed on.</summary>
    internal bool IsNewStream { get; private set; }

    /// <summary>Why there is no more, in words; null if everything came. Set before the end.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Whether nothing more comes than what can be taken now.</summary>
    internal bool IsOver => _isOver;

    /// <summary>Begins to ask.</summary>
    internal void Start() => _ = Task.Run(RunAsync);

    /// <summary>Takes the next reply if there is one.</summary>
    internal bool TryTake(out HistoryChunk? chunk) => _chunks.Reader.TryRead(out chunk);

    /// <summary>Ends the requests; what was not taken is forgotten.</summary>
    public void Dispose() => _end.Cancel();

    private async Task RunAsync()
    {
        try
        {
            Info = await client.GetInfoAsync(_end.Token).ConfigureAwait(false);
            Chosen = choose(Info);
            HistorySearch search = new(client, _end.Token);
            if (Message is not null)
            {
                (Info, Place) = await search.PlaceAsync(Info, Chosen, Message).ConfigureAwait(false);
            }
            if (after is { } reached && (Message is null || Place is not null))
            {
                // Beyond the head, as after a folder that was put back, the history refuses in words.
                StreamPosition? begin = reached.Stream != Info.Head.Stream || reached.Offset > Info.Head.Offset
                    ? reached : await search.FindMissingAsync(Info, Chosen, reached, due).ConfigureAwait(false);
                if (begin is { } from && (Place is not { } place || from.Offset + 1 < place.Position.Offset))
                {
                    await ReadAsync(begin).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is HistoryException or InvalidDataException or ZmqException
            or OperationCanceledException or ObjectDisposedException)
        {
            Failure = exception.Message;
            if (IsPatient && !_end.IsCancellationRequested)
            {
                await Task.Delay(s_pause, CancellationToken.None).ConfigureAwait(false);
            }
        }
        _isOver = true;
        wake();
    }

    private async Task ReadAsync(StreamPosition? begin)
    {
        StreamPosition? last = null;
        try
        {
            int[] places = [.. Chosen.Select(notifier => notifier.Place)];
            await foreach (HistoryChunk chunk in client.ReadAsync(begin, places, _end.Token).ConfigureAwait(false))
            {
                await _chunks.Writer.WriteAsync(chunk, _end.Token).ConfigureAwait(false);
                wake();
                if (Place is { } place && chunk.Position.Offset >= place.Position.Offset)
                {
                    return;
                }
                last = chunk.Position;
            }
        }
        catch (HistoryException exception) when (exception.Error == HistoryError.UnknownStream && !IsNewStream)
        {
            IsNewStream = true;
            await ReadAsync(null).ConfigureAwait(false);
        }
        catch (HistoryException exception) when (
            last is not null && exception.Error is HistoryError.NoAnswer or HistoryError.UnknownRequest)
        {
            // The connection was lost in the middle, and with it what the server knew of the request. It may
            // be another life of the publisher that answers now, with other notifiers.
            Chosen = choose(await client.GetInfoAsync(_end.Token).ConfigureAwait(false));
            await ReadAsync(last).ConfigureAwait(false);
        }
    }
}
