namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>The number of bytes of a CURVE key: 32.</summary>
    public const int BinaryKeySize = 32;

    /// <summary>
    /// ZMQ_PLAIN_SERVER: whether this side is the PLAIN server, which passes each client's name and
    /// password to an authenticator (default: false).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public bool PlainServer
    {
        get => Get<int>(ZSocketOption.PLAIN_SERVER) != 0;
        set => Require(ZSocketOption.PLAIN_SERVER, value);
    }

    /// <summary>
    /// ZMQ_PLAIN_USERNAME: a client's name, at most 255 bytes of UTF-8 (default: empty).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public string PlainUserName
    {
        get => GetOptionString(ZSocketOption.PLAIN_USERNAME);
        set => Require(ZSocketOption.PLAIN_USERNAME, value);
    }

    /// <summary>
    /// ZMQ_PLAIN_PASSWORD: a client's password, at most 255 bytes of UTF-8 (default: empty).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public string PlainPassword
    {
        get => GetOptionString(ZSocketOption.PLAIN_PASSWORD);
        set => Require(ZSocketOption.PLAIN_PASSWORD, value);
    }

    /// <summary>
    /// ZMQ_CURVE_SERVER: whether this side is the CURVE server, which has a secret key
    /// (default: false).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public bool CurveServer
    {
        get => Get<int>(ZSocketOption.CURVE_SERVER) != 0;
        set => Require(ZSocketOption.CURVE_SERVER, value);
    }

    /// <summary>
    /// ZMQ_CURVE_PUBLICKEY: a client's own public key, 32 bytes (default: all zero).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public byte[] CurvePublicKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_PUBLICKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_PUBLICKEY, value);
    }

    /// <summary>
    /// ZMQ_CURVE_SECRETKEY: the secret key of this side, server or client, 32 bytes
    /// (default: all zero).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public byte[] CurveSecretKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_SECRETKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_SECRETKEY, value);
    }

    /// <summary>
    /// ZMQ_CURVE_SERVERKEY: the public key a client expects of its server, 32 bytes
    /// (default: all zero).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public byte[] CurveServerKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_SERVERKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_SERVERKEY, value);
    }

    /// <summary>
    /// ZMQ_ZAP_DOMAIN: the domain that is sent to the authenticator, 1 to 255 bytes of UTF-8
    /// (default: empty).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public string ZAPDomain
    {
        get => GetOptionString(ZSocketOption.ZAP_DOMAIN);
        set => Require(ZSocketOption.ZAP_DOMAIN, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_SERVER: whether this side is the GSSAPI server (default: false). It needs a
    /// libzmq built with GSSAPI.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public bool GSSAPIServer
    {
        get => Get<int>(ZSocketOption.GSSAPI_SERVER) != 0;
        set => Require(ZSocketOption.GSSAPI_SERVER, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_PLAINTEXT: whether messages are authenticated only, and not encrypted
    /// (default: false). It needs a libzmq built with GSSAPI.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public bool GSSAPIPlainText
    {
        get => Get<int>(ZSocketOption.GSSAPI_PLAINTEXT) != 0;
        set => Require(ZSocketOption.GSSAPI_PLAINTEXT, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_PRINCIPAL: the principal whose credentials are used, 1 to 255 bytes of UTF-8
    /// (default: empty). It needs a libzmq built with GSSAPI.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public string GSSAPIPrincipal
    {
        get => GetOptionString(ZSocketOption.GSSAPI_PRINCIPAL);
        set => Require(ZSocketOption.GSSAPI_PRINCIPAL, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_SERVICE_PRINCIPAL: the server's principal, for a client, 1 to 255 bytes of UTF-8
    /// (default: empty). It needs a libzmq built with GSSAPI.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the loaded libzmq was built without the option; ETERM,
    /// only when it is read: the context was shut down.
    /// </exception>
    public string GSSAPIServicePrincipal
    {
        get => GetOptionString(ZSocketOption.GSSAPI_SERVICE_PRINCIPAL);
        set => Require(ZSocketOption.GSSAPI_SERVICE_PRINCIPAL, value);
    }
}
