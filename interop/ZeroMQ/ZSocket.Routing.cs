namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>ZMQ_ROUTING_ID: the socket's name at a ROUTER, 1 to 255 bytes, the first not zero (default: empty). Before connecting.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public byte[] Identity
    {
        get => GetOptionBytes(ZSocketOption.IDENTITY);
        set => Require(ZSocketOption.IDENTITY, value);
    }

    /// <summary>ZMQ_CONNECT_ROUTING_ID: the name of the peer of the next connect. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public byte[] ConnectRID
    {
        get => GetOptionBytes(ZSocketOption.CONNECT_RID);
        set => Require(ZSocketOption.CONNECT_RID, value);
    }

    /// <summary>ZMQ_ROUTER_MANDATORY: whether a ROUTER fails for a peer it does not have. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public RouterMandatory RouterMandatory
    {
        get => (RouterMandatory)Get<int>(ZSocketOption.ROUTER_MANDATORY);
        set => Require(ZSocketOption.ROUTER_MANDATORY, (int)value);
    }

    /// <summary>ZMQ_ROUTER_HANDOVER: whether a new peer takes an identity over. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool RouterHandover
    {
        get => Get<int>(ZSocketOption.ROUTER_HANDOVER) != 0;
        set => Require(ZSocketOption.ROUTER_HANDOVER, value);
    }

    /// <summary>ZMQ_ROUTER_RAW: whether a ROUTER speaks plain TCP. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool RouterRaw
    {
        get => Get<int>(ZSocketOption.ROUTER_RAW) != 0;
        set => Require(ZSocketOption.ROUTER_RAW, value);
    }

    /// <summary>ZMQ_PROBE_ROUTER: whether each new peer gets an empty message. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool ProbeRouter
    {
        get => Get<int>(ZSocketOption.PROBE_ROUTER) != 0;
        set => Require(ZSocketOption.PROBE_ROUTER, value);
    }

    /// <summary>ZMQ_REQ_CORRELATE: whether a REQ socket matches replies with requests. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool RequestCorrelate
    {
        get => Get<int>(ZSocketOption.REQ_CORRELATE) != 0;
        set => Require(ZSocketOption.REQ_CORRELATE, value);
    }

    /// <summary>ZMQ_REQ_RELAXED: whether a REQ socket may send again without a reply. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool RequestRelaxed
    {
        get => Get<int>(ZSocketOption.REQ_RELAXED) != 0;
        set => Require(ZSocketOption.REQ_RELAXED, value);
    }

    /// <summary>ZMQ_XPUB_VERBOSE: whether an XPUB socket receives each subscription, not only the first to a prefix. libzmq does not tell it back.</summary>
    /// <exception cref="ZException">EINVAL: on reading; or no such value, or not for this type of socket.</exception>
    public bool XPubVerbose
    {
        get => Get<int>(ZSocketOption.XPUB_VERBOSE) != 0;
        set => Require(ZSocketOption.XPUB_VERBOSE, value);
    }

    /// <summary><see cref="Identity"/> as UTF-8 text.</summary>
    /// <exception cref="ZException">EINVAL: empty, or longer than 255 bytes.</exception>
    public string IdentityString
    {
        get => ZContext.Encoding.GetString(Identity);
        set => Identity = ZContext.Encoding.GetBytes(value);
    }
}
