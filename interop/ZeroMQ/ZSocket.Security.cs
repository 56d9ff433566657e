namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>Bytes of a CURVE key.</summary>
    public const int BinaryKeySize = 32;

    /// <summary>ZMQ_PLAIN_SERVER: whether peers are asked for name and password (default: false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public bool PlainServer
    {
        get => Get<int>(ZSocketOption.PLAIN_SERVER) != 0;
        set => Require(ZSocketOption.PLAIN_SERVER, value);
    }

    /// <summary>ZMQ_PLAIN_USERNAME: this side's name.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public string PlainUserName
    {
        get => GetOptionString(ZSocketOption.PLAIN_USERNAME);
        set => Require(ZSocketOption.PLAIN_USERNAME, value);
    }

    /// <summary>ZMQ_PLAIN_PASSWORD: this side's password.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public string PlainPassword
    {
        get => GetOptionString(ZSocketOption.PLAIN_PASSWORD);
        set => Require(ZSocketOption.PLAIN_PASSWORD, value);
    }

    /// <summary>ZMQ_CURVE_SERVER: whether the socket encrypts as the server (default: false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public bool CurveServer
    {
        get => Get<int>(ZSocketOption.CURVE_SERVER) != 0;
        set => Require(ZSocketOption.CURVE_SERVER, value);
    }

    /// <summary>ZMQ_CURVE_PUBLICKEY: this side's public key, 32 bytes.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public byte[] CurvePublicKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_PUBLICKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_PUBLICKEY, value);
    }

    /// <summary>ZMQ_CURVE_SECRETKEY: this side's secret key, 32 bytes.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public byte[] CurveSecretKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_SECRETKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_SECRETKEY, value);
    }

    /// <summary>ZMQ_CURVE_SERVERKEY: the server's public key, 32 bytes.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public byte[] CurveServerKey
    {
        get => GetOptionBytes(ZSocketOption.CURVE_SERVERKEY, BinaryKeySize);
        set => Require(ZSocketOption.CURVE_SERVERKEY, value);
    }

    /// <summary>ZMQ_ZAP_DOMAIN: the domain the authenticator is asked about (default: empty).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public string ZAPDomain
    {
        get => GetOptionString(ZSocketOption.ZAP_DOMAIN);
        set => Require(ZSocketOption.ZAP_DOMAIN, value);
    }

    /// <summary>ZMQ_GSSAPI_SERVER: whether the socket is a Kerberos server; only with a libzmq built for it (default: false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public bool GSSAPIServer
    {
        get => Get<int>(ZSocketOption.GSSAPI_SERVER) != 0;
        set => Require(ZSocketOption.GSSAPI_SERVER, value);
    }

    /// <summary>ZMQ_GSSAPI_PLAINTEXT: whether nothing is encrypted after the login; only with a libzmq built for it (default: false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public bool GSSAPIPlainText
    {
        get => Get<int>(ZSocketOption.GSSAPI_PLAINTEXT) != 0;
        set => Require(ZSocketOption.GSSAPI_PLAINTEXT, value);
    }

    /// <summary>ZMQ_GSSAPI_PRINCIPAL: this side's principal; only with a libzmq built for it.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public string GSSAPIPrincipal
    {
        get => GetOptionString(ZSocketOption.GSSAPI_PRINCIPAL);
        set => Require(ZSocketOption.GSSAPI_PRINCIPAL, value);
    }

    /// <summary>ZMQ_GSSAPI_SERVICE_PRINCIPAL: the server's principal; only with a libzmq built for it.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket or this libzmq.</exception>
    public string GSSAPIServicePrincipal
    {
        get => GetOptionString(ZSocketOption.GSSAPI_SERVICE_PRINCIPAL);
        set => Require(ZSocketOption.GSSAPI_SERVICE_PRINCIPAL, value);
    }
}
