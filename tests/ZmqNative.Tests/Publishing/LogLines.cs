using Microsoft.Extensions.Logging;

namespace ZmqNative.Tests.Publishing;

/// <summary>Keeps what was logged, as "category|level|text".</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly List<string> _lines = [];
    private string _category = "";

    /// <summary>Those until now; other threads may log meanwhile.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public IEnumerable<string> Texts => Lines.Select(line => line.Split('|', 3)[2]).Where(line => !line.Contains(ProbeNotifier.Type_, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName)
    {
        _category = categoryName;
        return this;
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add($"{_category}|{logLevel}|{formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
