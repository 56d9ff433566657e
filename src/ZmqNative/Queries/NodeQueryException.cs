namespace ZmqNative.Queries;

/// <summary>A server refused a query. Another server would refuse it as well.</summary>
/// <param name="error">The word of docs/history-protocol.md: <c>malformed</c>.</param>
/// <param name="message">One sentence.</param>
public sealed class NodeQueryException(string error, string message) : Exception(message)
{
    /// <summary>The word of docs/history-protocol.md: <c>malformed</c>.</summary>
    public string Error => error;
}
