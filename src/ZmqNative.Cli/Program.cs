using System.CommandLine;
using Spectre.Console;
using ZmqNative.Cli;
using ZmqNative.Interop;
using ZmqNative.Notifiers;

if (Console.IsOutputRedirected)
{
    // A line stays a line, however long.
    AnsiConsole.Profile.Width = 100_000;
}

(string[] own, string[] bitcoin) = BitcoinOptions.Split(args);
RootCommand root = new("Bitcoin Core's ZMQ notifications, on the real libzmq.\n\nExit codes: 0 done; 1 could not start, or bad input (one sentence on stderr says why); "
    + "3 subscribers had not taken everything when 'publish --exit' ran out of time.")
{
    PublishCommand.Create(bitcoin),
    SubscribeCommand.Create(),
    DemoCommand.Create(),
    InfoCommand.Create(),
};

try
{
    InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
    return await root.Parse(own).InvokeAsync(configuration);
}
catch (Exception exception) when (exception is NotificationStartException or ZmqException or DllNotFoundException
    or InvalidDataException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return ExitCode.Failure;
}
