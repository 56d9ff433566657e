using Microsoft.Extensions.Configuration;

namespace ZmqNative.Security;

/// <summary>
/// Lets in only clients with a name and a password (PLAIN), which are sent readable, as the messages
/// are: for loopback and unix sockets. The options are read once; the passwords are read again when
/// they change.
/// </summary>
public sealed class PlainOptions
{
    /// <summary>-zmqplainpasswords: <see cref="Authenticator.PasswordFile"/>. Required.</summary>
    [ConfigurationKeyName("passwords")]
    public string? Passwords { get; set; }

    /// <summary>
    /// -zmqplainallowedaddress: <see cref="Authenticator.AllowedAddresses"/> (default: empty, all).
    /// </summary>
    [ConfigurationKeyName("allowedaddress")]
    public IList<string> AllowedAddresses { get; set; } = [];

    /// <summary>Why the options would not protect anything; null when they do.</summary>
    internal string? Fault() => string.IsNullOrEmpty(Passwords)
        ? "-zmqplainallowedaddress protects nothing without -zmqplainpasswords."
        : Security.AllowedAddresses.Fault("-zmqplainallowedaddress", AllowedAddresses);
}
