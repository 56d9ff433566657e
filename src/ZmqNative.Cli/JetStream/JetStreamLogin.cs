using System.CommandLine;
using ZmqNative.JetStream;

namespace ZmqNative.Cli;

/// <summary>The options that say which chain of a NATS server is meant, and how to log in there.</summary>
internal sealed class JetStreamLogin
{
    private readonly Option<string?> _chain = new("--jetstream-chain")
    {
        Description = "The chain, which is part of the names of stream and subjects (default: main).",
        HelpName = "NAME",
    };

    private readonly Option<string?> _credentials = new("--jetstream-credentials")
    {
        Description = "A credentials file with user JWT and seed, as nsc writes it.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _nkey = new("--jetstream-nkey")
    {
        Description = "A file with an nkey's seed.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _authority = new("--jetstream-ca")
    {
        Description = "A PEM file with the authorities that sign the server's certificate.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--jetstream-certificate")
    {
        Description = "A PEM file with the client's certificate, for servers that verify clients.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--jetstream-key")
    {
        Description = "The PEM file of that certificate's key.",
        HelpName = "FILE",
    };

    internal JetStreamLogin(Command command)
    {
        Options = [_chain, _credentials, _nkey, _authority, _certificate, _key];
        foreach (Option<string?> option in Options)
        {
            command.Add(option);
        }
    }

    internal IReadOnlyList<Option<string?>> Options { get; }

    /// <summary>Names the option of the tool where a sentence begins with that of a program.</summary>
    internal static ArgumentException Named(ArgumentException exception)
    {
        string name = exception.Message.Split(' ', 2)[0];
        string? option = name switch
        {
            nameof(JetStreamConnectionOptions.Servers) => "--jetstream",
            nameof(JetStreamConnectionOptions.Chain) => "--jetstream-chain",
            nameof(JetStreamConnectionOptions.CredentialsFile) => "--jetstream-credentials",
            nameof(JetStreamConnectionOptions.NKeyFile) => "--jetstream-nkey",
            nameof(JetStreamConnectionOptions.AuthorityFile) => "--jetstream-ca",
            nameof(JetStreamConnectionOptions.CertificateFile) => "--jetstream-certificate",
            nameof(JetStreamConnectionOptions.KeyFile) => "--jetstream-key",
            nameof(JetStreamPublisherOptions.MaxAge) => "--jetstream-max-age",
            nameof(JetStreamPublisherOptions.MaxBytes) => "--jetstream-max-bytes",
            nameof(JetStreamPublisherOptions.Replicas) => "--jetstream-replicas",
            nameof(JetStreamPublisherOptions.BufferBytes) => "--jetstream-buffer",
            nameof(JetStreamSubscriberOptions.Durable) => "--durable",
            _ => null,
        };
        return option is null ? exception : new ArgumentException(option + exception.Message[name.Length..], exception);
    }

    /// <summary>Sets what was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Receives it.</param>
    /// <param name="find">Looks an option up, without dashes, where the command line has none.</param>
    internal void Set(ParseResult parsed, JetStreamConnectionOptions options, Func<string, string?> find)
    {
        options.Chain = Value(parsed, _chain, find) ?? options.Chain;
        options.CredentialsFile = Value(parsed, _credentials, find);
        options.NKeyFile = Value(parsed, _nkey, find);
        options.AuthorityFile = Value(parsed, _authority, find);
        options.CertificateFile = Value(parsed, _certificate, find);
        options.KeyFile = Value(parsed, _key, find);
    }

    /// <summary>An option's value, of the command line or else as in bitcoin.conf: without dashes.</summary>
    internal static string? Value(ParseResult parsed, Option<string?> option, Func<string, string?> find) =>
        parsed.GetValue(option) ?? find(option.Name.Replace("-", string.Empty, StringComparison.Ordinal));
}
