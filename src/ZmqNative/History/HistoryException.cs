namespace ZmqNative.History;

/// <summary>A history server refused a request, or did not answer it.</summary>
/// <param name="error">The reason.</param>
/// <param name="message">One sentence.</param>
public sealed class HistoryException(HistoryError error, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    public HistoryError Error => error;
}
