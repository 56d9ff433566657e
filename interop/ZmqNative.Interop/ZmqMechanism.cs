namespace ZmqNative.Interop;

/// <summary>The way a socket authenticates itself (RFC 23, 24, 25, 27).</summary>
public enum ZmqMechanism
{
    /// <summary>ZMQ_NULL: no authentication.</summary>
    Null = 0,

    /// <summary>ZMQ_PLAIN: a name and a password, unencrypted.</summary>
    Plain = 1,

    /// <summary>ZMQ_CURVE: keys; everything is encrypted.</summary>
    Curve = 2,

    /// <summary>ZMQ_GSSAPI: Kerberos.</summary>
    Gssapi = 3,
}
