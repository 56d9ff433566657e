using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Cli;

/// <summary>
/// Writes log lines to stderr as bitcoind writes its debug.log:
/// <c>2026-11-23T12:00:00Z [zmq] text</c>.
/// </summary>
internal sealed class ConsoleLog : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Category(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Category(string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine(PlainText.Escape(string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} [{name}] {formatter(state, exception)}")));
    }
}
