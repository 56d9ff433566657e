using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZmqNative.Security;
using ZmqNative.Subscribing;

namespace ZmqNative.Cli;

/// <summary>
/// Options with the keys or the login for publishers that are subscribed to. Secrets are in files.
/// </summary>
internal sealed class PeerKeys
{
    private readonly Option<string?> _serverKey;
    private readonly Option<string?> _certificate = new("--curve-certificate")
    {
        Description = "With --curve-server-key: this side's secret file, NAME.key_secret of keygen. Without it, a new "
            + "pair of keys.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _login = new("--plain-login")
    {
        Description = "For a publisher that asks for a password: a file with NAME:PASSWORD that only you can read. "
            + "Both are sent readable.",
        HelpName = "FILE",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="whose">Of whom the server's key is.</param>
    internal PeerKeys(Command command, string whose)
    {
        _serverKey = new("--curve-server-key")
        {
            Description =
                $"The public key of {whose}, which encrypts the connection: 40 characters, or a file NAME.key.",
            HelpName = "KEY_OR_FILE",
        };
        command.Add(_serverKey);
        command.Add(_certificate);
        command.Add(_login);
    }

    /// <summary>As <see cref="Read"/>, for a publisher that has to be named; null when no keys are given.</summary>
    /// <exception cref="ArgumentException">There are keys, and no publisher is named.</exception>
    internal Action<NotificationSubscriberOptions>? ReadForUpstream(ParseResult parsed, string? upstream)
    {
        if ((parsed.GetValue(_serverKey) ?? parsed.GetValue(_certificate) ?? parsed.GetValue(_login)) is null)
        {
            return null;
        }
        return upstream is not null ? Read(parsed, upstream) : throw new ArgumentException(
            $"{_serverKey.Name}, {_certificate.Name} and {_login.Name} are for the publisher at --upstream, which is "
            + "missing: bitcoind itself has no keys.");
    }

    /// <summary>
    /// Reads the files, so that a mistake is an error at start, and warns of secrets that others can
    /// read.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="addresses">Where is connected to.</param>
    /// <returns>Sets the keys of a subscriber.</returns>
    /// <exception cref="ArgumentException">The keys cannot be used.</exception>
    /// <exception cref="InvalidDataException">A file is none that is expected.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal Action<NotificationSubscriberOptions> Read(ParseResult parsed, params IEnumerable<string> addresses)
    {
        (string? key, string? certificate, string? login) =
            (parsed.GetValue(_serverKey), parsed.GetValue(_certificate), parsed.GetValue(_login));
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
                .Replace("CurveServerKey", _serverKey.Name, StringComparison.Ordinal)
                .Replace("CurveCertificate", _certificate.Name, StringComparison.Ordinal)
                .Replace("PlainLogin", _login.Name, StringComparison.Ordinal));
        }
        return options =>
            (options.CurveServerKey, options.CurveCertificate, options.PlainLogin) = (key, certificate, login);
    }
}
