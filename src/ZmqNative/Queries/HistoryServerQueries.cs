using ZmqNative.History;

namespace ZmqNative.Queries;

/// <summary>Queries at the address of a history (docs/history-protocol.md).</summary>
public static class HistoryServerQueries
{
    /// <summary>
    /// Answers the clients' queries by a node from now on. A query that takes longer than 30 s is
    /// refused, and so is one while 64 are under way.
    /// </summary>
    /// <param name="server">A server, started or not.</param>
    /// <param name="queries">The node; called on threads of the pool, several at once.</param>
    public static void AddQueries(this HistoryServer server, INodeQueries queries)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(queries);
        QueryAnswerer answerer = new(queries);
        foreach (string name in QueryAnswerer.Names)
        {
            server.AddHandler(name, answerer.AnswerAsync);
        }
    }
}
