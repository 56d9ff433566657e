using System.Buffers;
using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>
/// Answers requests by a node's <see cref="INodeQueries"/>: a bounded number at a time, each for a
/// bounded time. Any thread may call.
/// </summary>
/// <param name="queries">The node.</param>
/// <param name="mostPending">The number of answers that may be under way.</param>
internal sealed class QueryAnswerer(INodeQueries queries, int mostPending = QueryAnswerer.MostPending)
{
    /// <summary>The limits of docs/history-protocol.md.</summary>
    internal const int MostPending = 64;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private int _pending;

    /// <summary>What can be asked for.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [QueryProtocol.Tip, QueryProtocol.Header, QueryProtocol.Block, QueryProtocol.Transaction];

    /// <summary>Answers a request; never fails.</summary>
    /// <param name="request">An object with the member <c>get</c>; read before the task is returned.</param>
    /// <param name="id">The answer's <c>id</c> as JSON; null for none.</param>
    /// <returns>The header, and the block or header it is about, if there is one.</returns>
    internal Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> AnswerAsync(JsonElement request, string? id)
    {
        Func<Answer, CancellationToken, Task> ask;
        try
        {
            ask = Read(request);
        }
        catch (Exception exception)
            when (exception is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Refuse(id, QueryProtocol.Malformed, exception.Message);
        }
        if (Interlocked.Increment(ref _pending) > mostPending)
        {
            _ = Interlocked.Decrement(ref _pending);
            return Refuse(id, QueryProtocol.Busy, $"{mostPending} queries are under way, which is the limit.");
        }
        return AskAsync(ask, id);
    }

    internal static Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> Refuse(string? id, string error, string text)
    {
        using Answer answer = new(id);
        answer.Writer.WriteString("error", error);
        answer.Writer.WriteString("text", text);
        return Task.FromResult(answer.Finish());
    }

    private async Task<(byte[] Header, ReadOnlyMemory<byte>? Body)> AskAsync(
        Func<Answer, CancellationToken, Task> ask, string? id)
    {
        using CancellationTokenSource late = new(s_longest);
        try
        {
            using Answer answer = new(id);
            // Off the thread of the server, whatever the implementation does.
            await Task.Run(() => ask(answer, late.Token), CancellationToken.None).ConfigureAwait(false);
            return answer.Finish();
        }
#pragma warning disable CA1031 // A node may fail with anything, and its clients are answered.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string reason = exception is OperationCanceledException
                ? $"The node has not answered within {s_longest.TotalSeconds} s." : exception.Message;
            return await Refuse(id, QueryProtocol.Failed, reason).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _pending);
        }
    }

    private Func<Answer, CancellationToken, Task> Read(JsonElement request)
    {
        string? what = request.GetProperty("get").GetString();
        switch (what)
        {
            case QueryProtocol.Tip:
                return async (answer, token) =>
                    QueryProtocol.WriteIndex(answer.Writer, await queries.GetTipAsync(token).ConfigureAwait(false));
            case QueryProtocol.Transaction:
                Hash256 id = ReadHash(request, QueryProtocol.TransactionId);
                return async (answer, token) => QueryProtocol.WriteStatus(
                    answer.Writer, await queries.GetTransactionStatusAsync(id, token).ConfigureAwait(false));
            case QueryProtocol.Header or QueryProtocol.Block:
                Func<CancellationToken, Task<Hash256?>> find = ReadPlace(request);
                return async (answer, token) =>
                {
                    Hash256? hash = await find(token).ConfigureAwait(false);
                    Task<NodeBlock?> found = hash is null ? Task.FromResult<NodeBlock?>(null)
                        : what == QueryProtocol.Header ? queries.FindHeaderAsync(hash.Value, token)
                        : queries.FindBlockAsync(hash.Value, token);
                    NodeBlock? block = await found.ConfigureAwait(false);
                    QueryProtocol.WriteBlock(answer.Writer, block);
                    answer.Body = block?.Raw;
                };
            default:
                throw new FormatException($"The member get is none of {string.Join(", ", Names)}.");
        }
    }

    private Func<CancellationToken, Task<Hash256?>> ReadPlace(JsonElement request)
    {
        if (!request.TryGetProperty(QueryProtocol.Height, out JsonElement height))
        {
            Hash256? hash = ReadHash(request, QueryProtocol.Hash);
            return _ => Task.FromResult(hash);
        }
        if (height.ValueKind != JsonValueKind.Number || !height.TryGetInt32(out int number) || number < 0)
        {
            throw new FormatException($"The member height is a whole number from 0 to {int.MaxValue}.");
        }
        return request.TryGetProperty(QueryProtocol.Hash, out _)
            ? throw new FormatException("A block is asked for by hash or by height, not by both.")
            : token => queries.FindBlockHashAsync(number, token);
    }

    private static Hash256 ReadHash(JsonElement request, string member) =>
        request.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String
        && Hash256.TryParse(text.GetString(), out Hash256 hash)
            ? hash : throw new FormatException($"The member {member} has 64 hexadecimal digits.");

    private sealed class Answer : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        internal Answer(string? id)
        {
            Writer = new Utf8JsonWriter(_buffer);
            Writer.WriteStartObject();
            Writer.WriteNumber("v", QueryProtocol.Version);
            if (id is not null)
            {
                Writer.WritePropertyName("id");
                Writer.WriteRawValue(id);
            }
        }

        internal Utf8JsonWriter Writer { get; }

        internal ReadOnlyMemory<byte>? Body { get; set; }

        internal (byte[] Header, ReadOnlyMemory<byte>? Body) Finish()
        {
            Writer.WriteEndObject();
            Writer.Flush();
            return (_buffer.WrittenSpan.ToArray(), Body);
        }

        public void Dispose() => Writer.Dispose();
    }
}
