using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZmqNative.Security;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// Options with the keys or the login for what is connected to. Secrets are in files.
/// </summary>
internal sealed class PeerKeys
{
    internal Option<string?> ServerKey { get; }

    internal Option<string?> Certificate { get; } = new("--curve-certificate")
    {
        Description = "This side's secret file, NAME.key_secret of keygen. With --curve-server-key and without it, a "
            + "new pair of keys.",
        HelpName = "FILE",
    };

    internal Option<string?> Login { get; } = new("--plain-login")
    {
        Description = "For one that asks for a password: a file with NAME:PASSWORD that only you can read. Both are "
            + "sent readable.",
        HelpName = "FILE",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="whose">Of whom the server's key is.</param>
    internal PeerKeys(Command command, string whose)
    {
        ServerKey = new("--curve-server-key")
        {
            Description =
                $"The public key of {whose}, which encrypts the connection: 40 characters, or a file NAME.key.",
            HelpName = "KEY_OR_FILE",
        };
        command.Add(ServerKey);
        command.Add(Certificate);
        command.Add(Login);
    }

    /// <summary>As <see cref="Read"/>, for a publisher that has to be named; null when no keys are given.</summary>
    /// <exception cref="ArgumentException">There are keys, and no publisher is named.</exception>
    internal Action<NotificationSubscriberOptions>? ReadForUpstream(ParseResult parsed, string? upstream)
    {
        if ((parsed.GetValue(ServerKey) ?? parsed.GetValue(Certificate) ?? parsed.GetValue(Login)) is null)
        {
            return null;
        }
        return upstream is not null ? Read(parsed, upstream) : throw new ArgumentException(
            $"{ServerKey.Name}, {Certificate.Name} and {Login.Name} are for the publisher at --upstream, which is "
            + "missing: bitcoind itself has no keys.");
    }

    /// <summary>
    /// Reads the files, so that a mistake is an error at start, and warns of secrets that others can
    /// read.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="addresses">Where is connected to.</param>
    /// <returns>The server's key, and the files with this side's keys and login.</returns>
    /// <exception cref="ArgumentException">The keys cannot be used.</exception>
    /// <exception cref="InvalidDataException">A file is none that is expected.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal (string? ServerKey, string? Certificate, string? Login) ReadFiles(
        ParseResult parsed, IEnumerable<string> addresses)
    {
        (string? key, string? certificate, string? login) =
            (parsed.GetValue(ServerKey), parsed.GetValue(Certificate), parsed.GetValue(Login));
        if ((certificate ?? login) is not null)
        {
            CoreDumps.Forbid();
        }
        if (File.Exists(key))
        {
            using CurveCertificate server = CurveCertificate.Load(key);
            key = server.PublicKey;
        }
        using ConsoleLog log = new(LogLevel.Warning);
        try
        {
            ClientSecurity.Create(key, certificate, login, addresses, log)?.Dispose();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
        {
            throw new ArgumentException(exception.Message
                .Replace("CurveServerKey", ServerKey.Name, StringComparison.Ordinal)
                .Replace("CurveCertificate", Certificate.Name, StringComparison.Ordinal)
                .Replace("PlainLogin", Login.Name, StringComparison.Ordinal));
        }
        return (key, certificate, login);
    }

    /// <summary>As <see cref="ReadFiles"/>, for a subscriber.</summary>
    internal Action<NotificationSubscriberOptions> Read(ParseResult parsed, params IEnumerable<string> addresses)
    {
        (string? key, string? certificate, string? login) = ReadFiles(parsed, addresses);
        return options =>
            (options.CurveServerKey, options.CurveCertificate, options.PlainLogin) = (key, certificate, login);
    }
}
