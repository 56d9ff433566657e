using System.Text.Json;
using ZmqNative.Bitcoin;

namespace ZmqNative.Queries;

/// <summary>Turns queries into requests, and answers into results.</summary>
/// <param name="ask">
/// Sends a request, given its <c>get</c> and its further members, and returns the answer, whose
/// header is disposed of here.
/// </param>
internal sealed class QueryCalls(
    Func<string, Action<Utf8JsonWriter>, CancellationToken, Task<(JsonDocument Header, byte[] Body)>> ask)
    : INodeQueries
{
    public Task<BlockIndex> GetTipAsync(CancellationToken cancellationToken = default) => AskAsync(
        QueryProtocol.Tip, static _ => { }, static (header, _) => QueryProtocol.ReadIndex(header), cancellationToken);

    public Task<Hash256?> FindBlockHashAsync(int height, CancellationToken cancellationToken = default) => AskAsync(
        QueryProtocol.Header,
        writer => writer.WriteNumber(QueryProtocol.Height, height),
        static (header, _) => QueryProtocol.IsKnown(header) ? (Hash256?)QueryProtocol.ReadIndex(header).Hash : null,
        cancellationToken);

    public Task<NodeBlock?> FindHeaderAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        FindAsync(QueryProtocol.Header, hash, cancellationToken);

    public Task<NodeBlock?> FindBlockAsync(Hash256 hash, CancellationToken cancellationToken = default) =>
        FindAsync(QueryProtocol.Block, hash, cancellationToken);

    public Task<TransactionStatus> GetTransactionStatusAsync(
        Hash256 id, CancellationToken cancellationToken = default) => AskAsync(
            QueryProtocol.Transaction,
            writer => writer.WriteString(QueryProtocol.TransactionId, id.ToString()),
            static (header, _) => QueryProtocol.ReadStatus(header),
            cancellationToken);

    private Task<NodeBlock?> FindAsync(string what, Hash256 hash, CancellationToken cancellationToken) => AskAsync(
        what,
        writer => writer.WriteString(QueryProtocol.Hash, hash.ToString()),
        QueryProtocol.ReadBlock,
        cancellationToken);

    private async Task<T> AskAsync<T>(
        string what,
        Action<Utf8JsonWriter> write,
        Func<JsonElement, byte[], T> read,
        CancellationToken cancellationToken)
    {
        (JsonDocument header, byte[] body) = await ask(what, write, cancellationToken).ConfigureAwait(false);
        using (header)
        {
            try
            {
                QueryProtocol.ThrowIfRefused(header.RootElement);
                return read(header.RootElement, body);
            }
            catch (Exception exception)
                when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw QueryProtocol.Foreign(exception);
            }
        }
    }
}
