using System.Text;

namespace ZeroMQ;

/// <summary>
/// The rules by which clients are accepted. The default accepts all NULL, CURVE and GSSAPI clients,
/// which libzmq has checked already, and refuses all PLAIN clients.
/// </summary>
internal sealed class ZapRules
{
    private readonly HashSet<string> _allowed = [];
    private readonly HashSet<string> _denied = [];
    private ZPasswords _passwords;
    private ZCertStore _certificates;

    /// <summary>Changes the rules by a command of <see cref="ZAuth"/>.</summary>
    /// <returns>Whether the command is known.</returns>
    internal bool Change(string command, string[] arguments)
    {
        switch (command, arguments)
        {
            case ("ALLOW", _):
                _allowed.UnionWith(arguments);
                return true;
            case ("DENY", _):
                _denied.UnionWith(arguments);
                return true;
            case ("PLAIN", [string path]):
                _passwords = new ZPasswords(path);
                return true;
            case ("CURVE", [string directory]):
                _certificates = directory == "*" ? null : new ZCertStore(directory);
                return true;
            default:
                return command == "GSSAPI";
        }
    }

    /// <summary>The reply to the frames of a request.</summary>
    internal ZapReply Decide(byte[][] request)
    {
        if (request is not
            [
                [(byte)'1', (byte)'.', (byte)'0'], _, _, byte[] address, _, byte[] mechanism, .. byte[][] credentials
            ])
        {
            return new ZapReply(500, "Not a request of ZAP 1.0");
        }
        string from = Encoding.UTF8.GetString(address);
        if (_allowed.Count > 0 ? !_allowed.Contains(from) : _denied.Contains(from))
        {
            return ZapReply.Refuse("Address is not allowed");
        }
        try
        {
            return Decide(Encoding.UTF8.GetString(mechanism), credentials);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ZapReply(500, "The list of users cannot be read");
        }
    }

    private ZapReply Decide(string mechanism, byte[][] credentials)
    {
        switch (mechanism, credentials)
        {
            case ("NULL", []):
                return ZapReply.Accept(string.Empty);
            case ("GSSAPI", [byte[] principal]):
                return ZapReply.Accept(Encoding.UTF8.GetString(principal));
            case ("PLAIN", [byte[] nameBytes, byte[] password]):
                string name = Encoding.UTF8.GetString(nameBytes);
                return _passwords?.Contains(name, Encoding.UTF8.GetString(password)) == true
                    ? ZapReply.Accept(name)
                    : ZapReply.Refuse("Name or password is wrong");
            case ("CURVE", [{ Length: ZSocket.BinaryKeySize } key]):
                string text = Z85.ToText(key);
                ZCert certificate = _certificates?.Lookup(text);
                return _certificates is null || certificate is not null
                    ? ZapReply.Accept(text, certificate?.MetaData)
                    : ZapReply.Refuse("Key is not known");
            default:
                return ZapReply.Refuse("Mechanism is not known");
        }
    }
}
