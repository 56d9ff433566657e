namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>
    /// ZMQ_ROUTING_ID: the name by which a ROUTER peer addresses this socket, 1 to 255 bytes, the
    /// first not zero; set before connecting (default: empty, the ROUTER generates one).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public byte[] Identity
    {
        get => GetOptionBytes(ZSocketOption.IDENTITY);
        set => Require(ZSocketOption.IDENTITY, value);
    }

    /// <summary>
    /// ZMQ_CONNECT_ROUTING_ID: the name of the peer of the next connect, 1 to 255 bytes. It cannot
    /// be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public byte[] ConnectRID
    {
        get => GetOptionBytes(ZSocketOption.CONNECT_RID);
        set => Require(ZSocketOption.CONNECT_RID, value);
    }

    /// <summary>
    /// ZMQ_ROUTER_MANDATORY: whether a ROUTER's send to an unknown peer fails with EHOSTUNREACH
    /// instead of dropping the message (default: Discard). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public RouterMandatory RouterMandatory
    {
        get => (RouterMandatory)Get<int>(ZSocketOption.ROUTER_MANDATORY);
        set => Require(ZSocketOption.ROUTER_MANDATORY, (int)value);
    }

    /// <summary>
    /// ZMQ_ROUTER_HANDOVER: whether a new peer takes over an identity that another peer has,
    /// instead of being rejected (default: false). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool RouterHandover
    {
        get => Get<int>(ZSocketOption.ROUTER_HANDOVER) != 0;
        set => Require(ZSocketOption.ROUTER_HANDOVER, value);
    }

    /// <summary>
    /// ZMQ_ROUTER_RAW: whether a ROUTER exchanges plain TCP data instead of ZMTP messages
    /// (default: false). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool RouterRaw
    {
        get => Get<int>(ZSocketOption.ROUTER_RAW) != 0;
        set => Require(ZSocketOption.ROUTER_RAW, value);
    }

    /// <summary>
    /// ZMQ_PROBE_ROUTER: whether an empty message is sent to each new connection (default: false).
    /// It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool ProbeRouter
    {
        get => Get<int>(ZSocketOption.PROBE_ROUTER) != 0;
        set => Require(ZSocketOption.PROBE_ROUTER, value);
    }

    /// <summary>
    /// ZMQ_REQ_CORRELATE: whether each request of a REQ socket carries a number that its reply has
    /// to repeat (default: false). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool RequestCorrelate
    {
        get => Get<int>(ZSocketOption.REQ_CORRELATE) != 0;
        set => Require(ZSocketOption.REQ_CORRELATE, value);
    }

    /// <summary>
    /// ZMQ_REQ_RELAXED: whether a REQ socket may send a new request before the last was answered,
    /// which is then abandoned (default: false). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool RequestRelaxed
    {
        get => Get<int>(ZSocketOption.REQ_RELAXED) != 0;
        set => Require(ZSocketOption.REQ_RELAXED, value);
    }

    /// <summary>
    /// ZMQ_XPUB_VERBOSE: whether an XPUB socket receives every subscription, including one that
    /// another peer already has (default: false). It cannot be read back.
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL, when it is set: the value is not valid, or the socket's type does not have the
    /// option; when it is read: libzmq cannot return it.
    /// </exception>
    public bool XPubVerbose
    {
        get => Get<int>(ZSocketOption.XPUB_VERBOSE) != 0;
        set => Require(ZSocketOption.XPUB_VERBOSE, value);
    }

    /// <summary>ZMQ_ROUTING_ID: <see cref="Identity"/> as UTF-8 text (default: empty).</summary>
    /// <exception cref="ZException">
    /// EINVAL: the text is empty, or longer than 255 bytes; ETERM, only when it is read: the
    /// context was shut down.
    /// </exception>
    public string IdentityString
    {
        get => ZContext.Encoding.GetString(Identity);
        set => Identity = ZContext.Encoding.GetBytes(value);
    }
}
