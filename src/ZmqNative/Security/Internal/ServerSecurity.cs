using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// The mechanism, the keys and the authenticator of the server sockets of one context.
/// </summary>
internal sealed class ServerSecurity : IDisposable
{
    private readonly CurveCertificate? _certificate;
    private readonly Authenticator _authenticator;
    private readonly ILogger _logger;
    private readonly bool _mayProtectAgain;

    /// <summary>Reads the files and starts the authenticator.</summary>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    private ServerSecurity(
        ZmqContext context, CurveOptions? curve, PlainOptions? plain, Action<IReadOnlyList<string>>? onRevoked,
        ILoggerFactory? loggerFactory)
    {
        _logger = SecretFile.Logger(loggerFactory);
        _mayProtectAgain = onRevoked is not null;
        _certificate = curve is null
            ? null : LoadSecret(curve.Certificate!, "-zmqcurvecertificate", loggerFactory);
        _authenticator = new Authenticator(context, loggerFactory)
        {
            AllowedKeys = curve?.AllowedKeys,
            PasswordFile = plain?.Passwords,
            OnRevoked = onRevoked,
            AllowedAddresses = [.. curve?.AllowedAddresses ?? plain!.AllowedAddresses],
        };
        try
        {
            _authenticator.Start();
            AuthenticatorLog.Begin(curve is null ? "PLAIN" : "CURVE");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the options configure; null when they configure nothing.</summary>
    /// <param name="context">The context of the sockets.</param>
    /// <param name="curve">CURVE.</param>
    /// <param name="plain">PLAIN.</param>
    /// <param name="onRevoked"><see cref="Authenticator.OnRevoked"/>.</param>
    /// <param name="loggerFactory">Gets refusals and warnings.</param>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    internal static ServerSecurity? Create(
        ZmqContext context, CurveOptions? curve, PlainOptions? plain, Action<IReadOnlyList<string>>? onRevoked,
        ILoggerFactory? loggerFactory) =>
        curve is null && plain is null ? null : new ServerSecurity(context, curve, plain, onRevoked, loggerFactory);

    /// <summary>Why the options would not protect anything, or contradict each other; else null.</summary>
    internal static string? Fault(CurveOptions? curve, PlainOptions? plain, bool revokesNow) =>
        curve?.Fault() ?? plain?.Fault() ?? (curve, plain, revokesNow) switch
        {
            (not null, not null, _) => "CURVE (-zmqcurve…) and PLAIN (-zmqplain…) are both configured: a socket has one mechanism.",
            (null, null, true) => "To revoke now needs -zmqcurve… or -zmqplain…: there are no keys or names to take off.",
            _ => null,
        };

    /// <summary>Reads a certificate that must have a secret key.</summary>
    internal static CurveCertificate LoadSecret(string path, string option, ILoggerFactory? loggerFactory)
    {
        CurveCertificate.RequireCurve($"{option} is given");
        CurveCertificate certificate = Load(path, option);
        if (!certificate.HasSecretKey)
        {
            throw new InvalidDataException(
                $"{option}: {path} has no secret key; "
                + $"that of a pair is in the file NAME.key{CurveCertificate.SecretSuffix}.");
        }
        if (SecretFile.IsExposed(path))
        {
            AuthenticatorLog.SecretExposed(SecretFile.Logger(loggerFactory), path);
        }
        return certificate;
    }

    private static CurveCertificate Load(string path, string option)
    {
        try
        {
            return CurveCertificate.Load(path);
        }
        catch (IOException exception)
        {
            throw new IOException($"{option}: {exception.Message}", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException($"{option}: {exception.Message}", exception);
        }
    }

    /// <summary>Prepares a socket that is bound afterwards.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="address">Where it is bound; PLAIN beyond loopback is warned of.</param>
    /// <param name="isObserved">Whether its monitor's reports go to <see cref="Observe"/>.</param>
    internal void Protect(ZmqSocket socket, string address, bool isObserved = false)
    {
        if (_certificate is not null)
        {
            socket.CurveServer = true;
            _certificate.SetSecretKey(socket);
        }
        else
        {
            socket.PlainServer = true;
            if (!AllowedAddresses.IsLocalEndpoint(address))
            {
                AuthenticatorLog.PlainExposed(_logger, address);
            }
        }
        if (isObserved)
        {
            _authenticator.ProtectObserved(socket);
        }
        else
        {
            _authenticator.Protect(socket);
        }
    }

    /// <summary>
    /// Clears the secret key after the last socket was prepared, unless revocations make new ones.
    /// </summary>
    internal void ForgetKey()
    {
        if (!_mayProtectAgain)
        {
            _certificate?.Dispose();
        }
    }

    /// <summary>Counts the clients of a socket that are refused.</summary>
    /// <param name="address">Where it is bound.</param>
    internal ClientRefusals Observe(string address) =>
        new(_certificate is null ? "PLAIN" : "CURVE", address, _logger);

    /// <summary>
    /// Whether the key, or the name with its password, of a client has been taken off the list since, which
    /// is looked at, at most once a second. libzmq cannot end its connection; what it sends is refused.
    /// </summary>
    /// <param name="user">Null was never on a list.</param>
    internal bool IsRevoked(ZapUser? user) => user is { } known && _authenticator.IsRevoked(known);

    /// <summary>Ends the authenticator, after the sockets were closed.</summary>
    public void Dispose()
    {
        _certificate?.Dispose();
        _authenticator.Dispose();
    }
}
