using Microsoft.Extensions.Logging;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>The keys of client sockets, kept for as long as new ones may be made.</summary>
internal sealed class CurveClient : IDisposable
{
    private readonly string _serverKey;
    private readonly CurveCertificate _certificate;

    private CurveClient(string serverKey, CurveCertificate certificate) =>
        (_serverKey, _certificate) = (serverKey, certificate);

    /// <summary>Reads the keys; null when none are given.</summary>
    /// <param name="serverKey">The option CurveServerKey.</param>
    /// <param name="certificate">The option CurveCertificate.</param>
    /// <param name="loggerFactory">Warns of a secret file that others can read.</param>
    /// <exception cref="ArgumentException">The server's key is none, or is missing.</exception>
    /// <exception cref="InvalidDataException">The certificate is none.</exception>
    /// <exception cref="NotSupportedException">libzmq has no CURVE.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static CurveClient? Create(string? serverKey, string? certificate, ILoggerFactory? loggerFactory)
    {
        if (serverKey is null)
        {
            return certificate is null
                ? null : throw new ArgumentException("CurveCertificate is set without CurveServerKey, so nothing is encrypted.");
        }
        CurveCertificate.RequireCurve("CurveServerKey is set");
        try
        {
            _ = CertificateReader.PublicKey(System.Text.Encoding.UTF8.GetBytes(serverKey), "CurveServerKey");
        }
        catch (InvalidDataException exception)
        {
            throw new ArgumentException(exception.Message);
        }
        return new CurveClient(serverKey, certificate is null
            ? CurveCertificate.Create() : CurveServer.LoadSecret(certificate, "CurveCertificate", loggerFactory));
    }

    /// <summary>Prepares a socket that is connected afterwards.</summary>
    internal void Prepare(ZmqSocket socket)
    {
        socket.CurveServerKey = _serverKey;
        socket.CurvePublicKey = _certificate.PublicKey;
        _certificate.SetSecretKey(socket);
    }

    /// <summary>Clears the secret key.</summary>
    public void Dispose() => _certificate.Dispose();
}
