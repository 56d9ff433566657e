using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using ZmqNative.Interop;
using ZmqNative.Node.Rpc;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>The commands, and what the process says when one fails.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command of a command line.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] args, Termination termination)
    {
        FileRights.OwnerOnly();
        StandardOutput.Watch(termination.Request);
        if (Console.IsOutputRedirected)
        {
            // A line is not wrapped, and has no colours, even on a build server whose log would show them.
            AnsiConsole.Profile.Width = 100_000;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        (string[] own, string[] bitcoin) = args is ["publish", ..] ? BitcoinOptions.Split(args) : (args, []);
        RootCommand root = CreateRoot(bitcoin);
        try
        {
            own = own is ["publish", ..]
                ? ToolConfiguration.Complete(root.Subcommands.First(command => command.Name == own[0]), own) : own;
            termination.Token.ThrowIfCancellationRequested();
            ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : own);
            if (Fault(parsed) is { } fault)
            {
                await Console.Error.WriteLineAsync(PlainText.Escape($"Error: {fault} See --help."));
                return ExitCode.Failure;
            }
            InvocationConfiguration configuration =
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
            return await parsed.InvokeAsync(configuration, termination.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is NotificationStartException or ZmqException
            or DllNotFoundException or RpcException or ArgumentException or InvalidDataException or IOException
            or UnauthorizedAccessException or TimeoutException or NotSupportedException)
        {
            // A user of the tool knows no parameters.
            string sentence = exception is ArgumentException { ParamName: { } name }
                ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
                : exception.Message;
            await Console.Error.WriteLineAsync(PlainText.Escape($"Error: {sentence}"));
            return ExitCode.Failure;
        }
    }

    /// <summary>All commands.</summary>
    /// <param name="bitcoin">What <c>publish</c> was given of bitcoind's options.</param>
    internal static RootCommand CreateRoot(string[] bitcoin) => new(
        "Bitcoin Core's ZMQ notifications, on the real libzmq.\n\n"
        + "Ctrl-C (SIGINT) or SIGTERM ends a running command in order. A shell has SIGINT ignored in what a script "
        + "starts in the background with '&': there, 'kill PID' (SIGTERM) ends it.\n\n"
        + "Exit codes: 0 done; 1 could not start, or bad input (one sentence on stderr says why); "
        + "3 subscribers had not taken everything when 'publish --exit' ran out of time; 4 'verify' found bad "
        + "blocks.")
    {
        PublishCommand.Create(bitcoin),
        SubscribeCommand.Create(),
        RecordCommand.Create(),
        DemoCommand.Create(),
        InfoCommand.Create(),
        KeygenCommand.Create(),
        VerifyCommand.Create(),
    };

    /// <summary>Adds a check of options beside each other.</summary>
    /// <remarks>
    /// The parser makes it before that of each option by itself, and throws where one has no value: that option's
    /// own error says so then.
    /// </remarks>
    internal static void Check(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
        }
    });

    /// <summary>What is wrong with a command line, in one sentence; null if nothing is.</summary>
    internal static string? Fault(ParseResult parsed)
    {
        if (parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Tokens.Any(token => token.Value.Length == 0)) is { } empty)
        {
            return $"{empty.Option.Name} has an empty value.";
        }
        if (parsed.Errors.Count == 0)
        {
            return null;
        }
        // What there is no such option for explains the rest; else the last error is the most specific.
        ParseError fault = parsed.Errors.FirstOrDefault(error => parsed.UnmatchedTokens.Any(
            token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))) ?? parsed.Errors[^1];
        // Some have several lines.
        return string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
