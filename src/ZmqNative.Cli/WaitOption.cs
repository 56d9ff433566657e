using System.CommandLine;

namespace ZmqNative.Cli;

/// <summary>The option <c>--wait</c>, and a command that may wait.</summary>
internal sealed class WaitOption
{
    private readonly Option<int> _seconds = NumberOption.Create(
        "--wait", "SECONDS", defaultValue: 0,
        "End with exit code 1 and the reason when what is waited for (a connection, the node, subscribers, the first "
        + "message) has not come by then; 0 is without end.");

    internal WaitOption(Command command) => command.Add(_seconds);

    /// <summary>Runs a command that says what it waits for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The command; it ends by the token of its <see cref="WaitNotice"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TimeoutException">It waited for too long.</exception>
    internal async Task<int> RunAsync(
        ParseResult parsed, Func<WaitNotice, Task<int>> run, CancellationToken cancellationToken)
    {
        int seconds = parsed.GetValue(_seconds);
        using WaitNotice notice = new(seconds > 0 ? TimeSpan.FromSeconds(seconds) : null, cancellationToken);
        try
        {
            int exitCode = await run(notice);
            notice.ThrowIfFailed();
            return exitCode;
        }
        catch (OperationCanceledException)
        {
            notice.ThrowIfFailed();
            throw;
        }
    }
}
