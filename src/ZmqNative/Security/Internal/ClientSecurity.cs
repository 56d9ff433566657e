using System.Text;
using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>The keys or the login of client sockets, kept for as long as new ones may be made.</summary>
internal sealed class ClientSecurity : IDisposable
{
    private readonly string? _serverKey;
    private readonly CurveCertificate? _certificate;
    private readonly PlainLogin? _login;

    private ClientSecurity(string serverKey, CurveCertificate certificate) =>
        (_serverKey, _certificate) = (serverKey, certificate);

    private ClientSecurity(PlainLogin login) => _login = login;

    /// <summary>Reads the keys or the login; null when none are given.</summary>
    /// <param name="serverKey">The option CurveServerKey.</param>
    /// <param name="certificate">The option CurveCertificate.</param>
    /// <param name="login">The option PlainLogin.</param>
    /// <param name="addresses">Where is connected to; PLAIN beyond loopback is warned of.</param>
    /// <param name="loggerFactory">Warns.</param>
    /// <exception cref="ArgumentException">
    /// The server's key is none, or is missing, or two mechanisms are configured.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The certificate or the login is none, or others can read the login.
    /// </exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static ClientSecurity? Create(
        string? serverKey, string? certificate, string? login, IEnumerable<string> addresses,
        ILoggerFactory? loggerFactory)
    {
        if (login is not null)
        {
            return serverKey is null && certificate is null
                ? CreatePlain(login, addresses, loggerFactory)
                : throw new ArgumentException(
                    "PlainLogin and the keys of CURVE are both set: a connection has one mechanism.");
        }
        if (serverKey is null)
        {
            return certificate is null
                ? null : throw new ArgumentException(
                    "CurveCertificate is set without CurveServerKey, so nothing is encrypted.");
        }
        CurveCertificate.RequireCurve("CurveServerKey is set");
        try
        {
            _ = CertificateReader.PublicKey(Encoding.UTF8.GetBytes(serverKey), "CurveServerKey");
        }
        catch (InvalidDataException exception)
        {
            throw new ArgumentException(exception.Message);
        }
        return new ClientSecurity(
            serverKey,
            certificate is null
                ? CurveCertificate.Create()
                : ServerSecurity.LoadSecret(certificate, "CurveCertificate", loggerFactory));
    }

    /// <summary>Prepares a socket that is connected afterwards.</summary>
    internal void Prepare(ZmqSocket socket)
    {
        if (_login is not null)
        {
            _login.Prepare(socket);
            return;
        }
        socket.CurveServerKey = _serverKey!;
        socket.CurvePublicKey = _certificate!.PublicKey;
        _certificate.SetSecretKey(socket);
    }

    /// <summary>Clears the secret.</summary>
    public void Dispose()
    {
        _certificate?.Dispose();
        _login?.Dispose();
    }

    private static ClientSecurity CreatePlain(
        string login, IEnumerable<string> addresses, ILoggerFactory? loggerFactory)
    {
        foreach (string address in addresses.Where(address => !AllowedAddresses.IsLocalEndpoint(address)))
        {
            AuthenticatorLog.PlainExposed(SecretFile.Logger(loggerFactory), address);
        }
        return new ClientSecurity(PlainLogin.Load(login));
    }
}
