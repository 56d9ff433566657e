using Microsoft.Extensions.Configuration;

namespace ZmqNative.Security;

/// <summary>
/// Encrypts a server's sockets and lets in only invited clients. The options are read once; the
/// allowed keys are read again when they change.
/// </summary>
public sealed class CurveOptions
{
    /// <summary>
    /// -zmqcurvecertificate: the server's secret certificate file, <c>NAME.key_secret</c>
    /// (<see cref="CurveCertificate"/>). Required.
    /// </summary>
    [ConfigurationKeyName("certificate")]
    public string? Certificate { get; set; }

    /// <summary>
    /// -zmqcurveallowedkeys: <see cref="Authenticator.AllowedKeys"/>, a folder, a list or <c>*</c>.
    /// Required.
    /// </summary>
    [ConfigurationKeyName("allowedkeys")]
    public string? AllowedKeys { get; set; }

    /// <summary>
    /// -zmqcurveallowedaddress: <see cref="Authenticator.AllowedAddresses"/> (default: empty, all).
    /// </summary>
    [ConfigurationKeyName("allowedaddress")]
    public IList<string> AllowedAddresses { get; set; } = [];

    /// <summary>Why the options would not protect anything; null when they do.</summary>
    internal string? Fault()
    {
        if (string.IsNullOrEmpty(Certificate))
        {
            return "-zmqcurveallowedkeys and -zmqcurveallowedaddress protect nothing without -zmqcurvecertificate.";
        }
        if (string.IsNullOrEmpty(AllowedKeys))
        {
            return "-zmqcurvecertificate without -zmqcurveallowedkeys would let in whoever knows the public key:"
                + " name a folder with the clients' certificates, or * if that is meant.";
        }
        return Security.AllowedAddresses.Fault("-zmqcurveallowedaddress", AllowedAddresses);
    }
}
