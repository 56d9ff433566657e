using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZmqNative.Diagnostics;

namespace ZmqNative.Tests.Subscribing;

/// <summary>Keeps what subscribers log, as "id level text".</summary>
internal sealed class EventLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    internal IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a line that matches the pattern.</summary>
    internal void WaitFor(string pattern) => Assert.That(
        SpinWait.SpinUntil(() => Find(pattern), FakePublisher.Deadline), $"{pattern} is not in {string.Join(Environment.NewLine, _lines)}");

    internal bool Find(string pattern) => _lines.Any(line => System.Text.RegularExpressions.Regex.IsMatch(line, $"^{pattern}$"));

    public ILogger CreateLogger(string categoryName)
    {
        Assert.That(categoryName, Is.EqualTo(SubscriberLog.Category));
        return this;
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
