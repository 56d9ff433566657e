using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>The keys and the authenticator of the server sockets of one context.</summary>
internal sealed class CurveServer : IDisposable
{
    private readonly CurveCertificate _certificate;
    private readonly Authenticator _authenticator;

    /// <summary>Reads the certificate and starts the authenticator.</summary>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    internal CurveServer(ZmqContext context, CurveOptions options, ILoggerFactory? loggerFactory)
    {
        _certificate = LoadSecret(options.Certificate!, "-zmqcurvecertificate", loggerFactory);
        _authenticator = new Authenticator(context, loggerFactory)
        {
            AllowedKeys = options.AllowedKeys,
            AllowedAddresses = [.. options.AllowedAddresses],
        };
        try
        {
            _authenticator.Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads a certificate that must have a secret key.</summary>
    internal static CurveCertificate LoadSecret(string path, string option, ILoggerFactory? loggerFactory)
    {
        CurveCertificate.RequireCurve($"{option} is given");
        CurveCertificate certificate = CurveCertificate.Load(path);
        if (!certificate.HasSecretKey)
        {
            throw new InvalidDataException(
                $"{option}: {path} has no secret key; that of a pair is in the file NAME.key{CurveCertificate.SecretSuffix}.");
        }
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
        {
            AuthenticatorLog.SecretExposed(
                loggerFactory?.CreateLogger(AuthenticatorLog.Category) ?? NullLogger.Instance, path);
        }
        return certificate;
    }

    /// <summary>Prepares a socket that is bound afterwards.</summary>
    internal void Protect(ZmqSocket socket)
    {
        socket.CurveServer = true;
        _certificate.SetSecretKey(socket);
        _authenticator.Protect(socket);
    }

    /// <summary>Clears the secret key after the last socket was prepared.</summary>
    internal void ForgetKey() => _certificate.Dispose();

    /// <summary>Ends the authenticator, after the sockets were closed.</summary>
    public void Dispose()
    {
        _certificate.Dispose();
        _authenticator.Dispose();
    }
}
