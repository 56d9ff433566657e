using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Cli;

/// <summary>
/// Writes log lines to stderr as bitcoind writes its debug.log:
/// <c>2026-11-23T12:00:00Z [zmq] text</c>.
/// </summary>
/// <param name="lowest">The lowest level that is written.</param>
/// <param name="only">The ids of the messages that are written; none for all.</param>
internal sealed class ConsoleLog(LogLevel lowest, params int[] only) : ILoggerFactory
{
    // What NATS.Net says of each attempt to connect is in the state of the publisher.
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("NATS.", StringComparison.Ordinal)
            ? NullLogger.Instance : new Category(categoryName, lowest, only);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Category(string name, LogLevel lowest, int[] only) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && (only.Length == 0 || only.Contains(eventId.Id)))
            {
                Console.Error.WriteLine(PlainText.Escape(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} [{name}] {formatter(state, exception)}")));
            }
        }
    }
}
