using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace ZmqNative.Cli;

/// <summary>
/// Options of <c>publish</c> from environment variables and from appsettings.json in the working
/// directory, by their names without dashes.
/// </summary>
internal static class ToolConfiguration
{
    private const string Prefix = "ZMQNATIVE_";

    private static readonly Lazy<IConfiguration> s_values = new(() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables(Prefix)
        .Build());

    /// <summary>The text of <c>publish --help</c> about it.</summary>
    internal const string Help = $"""
        Every option may stand in the environment too ({Prefix}zmqpubhashblock, {Prefix}NODE_COOKIE) or in
        appsettings.json of the working directory ("zmqpubhashblock": ["tcp://127.0.0.1:28332"], "node-cookie": "file"),
        in this order: command line, environment, appsettings.json, bitcoin.conf. Addresses of the command line, of the
        environment or else appsettings.json, and of bitcoin.conf add up; of anything else the first counts.
        """;

    /// <exception cref="InvalidDataException">appsettings.json is malformed.</exception>
    internal static IConfiguration Values => s_values.Value;

    /// <summary>
    /// The tool's own options of a command line, and those that only the configuration has.
    /// </summary>
    internal static string[] Complete(Command command, string[] arguments) =>
    [
        .. arguments,
        .. from option in command.Options
           where !Array.Exists(
               arguments,
               argument => argument == option.Name || argument.StartsWith($"{option.Name}=", StringComparison.Ordinal))
           let key = option.Name.TrimStart('-')
           // Few shells and services let a variable have a dash.
           let value = Values[key] ?? Values[key.Replace('-', '_')]
           where !string.IsNullOrEmpty(value)
           select $"{option.Name}={value}",
    ];
}
