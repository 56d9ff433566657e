namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_GSSAPI_SERVER: whether this side is the GSSAPI server (default: false). Makes
    /// <see cref="Mechanism"/> Gssapi either way.
    /// </summary>
    /// <remarks>Bind and connect afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI; ETERM: context shut down.
    /// </exception>
    public bool GssapiServer
    {
        get => GetOption(LibZmq.ZMQ_GSSAPI_SERVER) != 0;
        set => SetOption(LibZmq.ZMQ_GSSAPI_SERVER, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_GSSAPI_PRINCIPAL: the principal whose credentials are used, 1 to 255 bytes
    /// of UTF-8 (default: empty).
    /// </summary>
    /// <remarks>Bind and connect afterwards. It cannot be unset.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI, or empty or longer; ETERM: context shut down.
    /// </exception>
    public string GssapiPrincipal
    {
        get => GetText(LibZmq.ZMQ_GSSAPI_PRINCIPAL);
        set => SetText(LibZmq.ZMQ_GSSAPI_PRINCIPAL, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_SERVICE_PRINCIPAL: the server's principal, for a client, 1 to 255 bytes
    /// of UTF-8 (default: empty).
    /// </summary>
    /// <remarks>Connect afterwards. It cannot be unset.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI, or empty or longer; ETERM: context shut down.
    /// </exception>
    public string GssapiServicePrincipal
    {
        get => GetText(LibZmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL);
        set => SetText(LibZmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL, value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_PLAINTEXT: whether messages are authenticated only, and not
    /// encrypted (default: false).
    /// </summary>
    /// <remarks>Bind and connect afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI; ETERM: context shut down.
    /// </exception>
    public bool GssapiPlainText
    {
        get => GetOption(LibZmq.ZMQ_GSSAPI_PLAINTEXT) != 0;
        set => SetOption(LibZmq.ZMQ_GSSAPI_PLAINTEXT, value ? 1 : 0);
    }

    /// <summary>
    /// ZMQ_GSSAPI_PRINCIPAL_NAMETYPE: the form of
    /// <see cref="GssapiPrincipal"/> (default: HostBased).
    /// </summary>
    /// <remarks>Bind and connect afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI, or another number; ETERM: context shut down.
    /// </exception>
    public ZmqGssapiNameType GssapiPrincipalNameType
    {
        get => (ZmqGssapiNameType)GetOption(LibZmq.ZMQ_GSSAPI_PRINCIPAL_NAMETYPE);
        set => SetOption(LibZmq.ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, (int)value);
    }

    /// <summary>
    /// ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE: the form of
    /// <see cref="GssapiServicePrincipal"/> (default: HostBased).
    /// </summary>
    /// <remarks>Connect afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: libzmq was built without GSSAPI, or another number; ETERM: context shut down.
    /// </exception>
    public ZmqGssapiNameType GssapiServicePrincipalNameType
    {
        get => (ZmqGssapiNameType)GetOption(LibZmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE);
        set => SetOption(LibZmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE, (int)value);
    }
}
