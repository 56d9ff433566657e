using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_PLAIN_SERVER: whether this side is the PLAIN server, which passes each client's name and
    /// password to an authenticator (ZAP) (default: false).
    /// </summary>
    /// <remarks>
    /// Bind and connect afterwards. False also makes <see cref="Mechanism"/>
    /// Null. Nothing is encrypted.
    /// </remarks>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public bool PlainServer
    {
        get => GetOption(LibZmq.ZMQ_PLAIN_SERVER) != 0;
        set => SetOption(LibZmq.ZMQ_PLAIN_SERVER, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_PLAIN_USERNAME: a client's name, at most 255 bytes of UTF-8 (default: empty). Makes
    /// this side a PLAIN client.
    /// </summary>
    /// <remarks>
    /// Connect afterwards. Null or empty makes <see cref="Mechanism"/> Null; libzmq still
    /// returns the previous name.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: longer; ETERM: context shut down.</exception>
    [AllowNull]
    public string PlainUserName
    {
        get => GetText(LibZmq.ZMQ_PLAIN_USERNAME);
        set => SetText(LibZmq.ZMQ_PLAIN_USERNAME, value);
    }

    /// <summary>
    /// ZMQ_PLAIN_PASSWORD: a client's password, at most 255 bytes of UTF-8 (default: empty). Makes
    /// this side a PLAIN client.
    /// </summary>
    /// <remarks>
    /// Connect afterwards. Null or empty makes <see cref="Mechanism"/> Null; libzmq still returns
    /// the previous password. No exception's message contains it.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: longer; ETERM: context shut down.</exception>
    [AllowNull]
    public string PlainPassword
    {
        get => GetText(LibZmq.ZMQ_PLAIN_PASSWORD);
        set => SetText(LibZmq.ZMQ_PLAIN_PASSWORD, value);
    }

    /// <summary>
    /// ZMQ_ZAP_DOMAIN: the domain that is sent to the authenticator (ZAP), 1 to 255 bytes
    /// of UTF-8 (default: empty).
    /// </summary>
    /// <remarks>
    /// Bind afterwards. With a domain NULL connections are authenticated, too. It cannot be unset.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: empty or longer; ETERM: context shut down.
    /// </exception>
    public string ZapDomain
    {
        get => GetText(LibZmq.ZMQ_ZAP_DOMAIN);
        set => SetText(LibZmq.ZMQ_ZAP_DOMAIN, value);
    }
}
