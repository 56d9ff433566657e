using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ZmqNative.JetStream;

namespace ZmqNative.Cli;

/// <summary>The options of <c>publish</c> that also store what is published in NATS JetStream.</summary>
internal sealed class JetStreamPublishing
{
    private readonly Option<string?> _servers = new("--jetstream")
    {
        Description = "Store everything that is published in NATS JetStream, too: nats://host:4222 or "
            + "tls://host:4222, several with commas between. See docs/jetstream.md.",
        HelpName = "URL",
    };

    private readonly Option<string?> _maxAge = new("--jetstream-max-age")
    {
        Description = "Hours after which messages leave the stream (default: 24).",
        HelpName = "HOURS",
    };

    private readonly Option<string?> _maxBytes = new("--jetstream-max-bytes")
    {
        Description = "The size beyond which the oldest messages leave it (default: 10000000000).",
        HelpName = "BYTES",
    };

    private readonly Option<string?> _replicas = new("--jetstream-replicas")
    {
        Description = "On how many servers of a cluster each message is stored, 1, 3 or 5 (default: 3, and 1 outside "
            + "a cluster).",
        HelpName = "N",
    };

    private readonly Option<string?> _buffer = new("--jetstream-buffer")
    {
        Description = "The bytes of messages that wait in memory while the server is away (default: 268435456).",
        HelpName = "BYTES",
    };

    private readonly Option<string?>[] _own;
    private readonly JetStreamLogin _login;

    internal JetStreamPublishing(Command command)
    {
        _own = [_maxAge, _maxBytes, _replicas, _buffer];
        foreach (Option<string?> option in (Option<string?>[])[_servers, .. _own])
        {
            command.Add(option);
        }
        _login = new JetStreamLogin(command);
    }

    /// <summary>The publisher; null when no server is named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="find">Looks an option up in bitcoin.conf, where its name has no dashes.</param>
    /// <param name="log">Gets what was dropped.</param>
    /// <exception cref="ArgumentException">An option is invalid, or has no effect.</exception>
    internal JetStreamPublisher? Create(ParseResult parsed, Func<string, string?> find, ILoggerFactory log)
    {
        if (JetStreamLogin.Value(parsed, _servers, find) is not { } servers)
        {
            return _own.Concat(_login.Options).FirstOrDefault(
                one => JetStreamLogin.Value(parsed, one, find) is not null) is { } idle
                ? throw new ArgumentException($"{idle.Name} has no effect without --jetstream.") : null;
        }
        JetStreamPublisherOptions options = new() { Servers = servers };
        _login.Set(parsed, options, find);
        options.MaxAge = Number(parsed, _maxAge, find) is { } hours ? TimeSpan.FromHours(hours) : options.MaxAge;
        options.MaxBytes = Number(parsed, _maxBytes, find) is { } bytes ? (long)bytes : options.MaxBytes;
        options.Replicas = (int?)Number(parsed, _replicas, find);
        options.BufferBytes = Number(parsed, _buffer, find) is { } buffer ? (long)buffer : options.BufferBytes;
        try
        {
            return new JetStreamPublisher(options, log);
        }
        catch (ArgumentException exception)
        {
            throw JetStreamLogin.Named(exception);
        }
    }

    private static double? Number(ParseResult parsed, Option<string?> option, Func<string, string?> find) =>
        JetStreamLogin.Value(parsed, option, find) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number is > 0 and <= 1e15
            ? number : throw new ArgumentException($"{option.Name} takes a number above 0, not '{text}'.");
}
