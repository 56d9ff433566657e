namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_ROUTING_ID: the name by which a ROUTER peer addresses this socket, 1 to 255 bytes, the
    /// first not zero (default: empty, the ROUTER generates one).
    /// </summary>
    /// <remarks>
    /// Applies to endpoints connected afterwards. For REQ, REP, DEALER and ROUTER
    /// sockets. It cannot be unset.
    /// </remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: empty or longer; ETERM: context shut down.
    /// </exception>
    public byte[] RoutingId
    {
        get => GetBytes(LibZmq.ZMQ_ROUTING_ID);
        set => SetOption(LibZmq.ZMQ_ROUTING_ID, value, "set RoutingId");
    }

    /// <summary>
    /// ZMQ_CONNECT_ROUTING_ID: the name of the peer of the next connect, so that messages can be
    /// sent to it immediately. It cannot be read back.
    /// </summary>
    /// <param name="routingId">1 to 255 bytes, the first not zero; unique among the peers.</param>
    /// <exception cref="ZmqException">
    /// EINVAL: no ROUTER, REP or STREAM socket, or empty; ETERM: context shut down.
    /// </exception>
    public void SetConnectRoutingId(ReadOnlySpan<byte> routingId) =>
        SetOption(LibZmq.ZMQ_CONNECT_ROUTING_ID, routingId, nameof(SetConnectRoutingId));

    /// <summary>
    /// ZMQ_PROBE_ROUTER: whether an empty message is sent to each new connection, which makes this
    /// socket known to a ROUTER peer (default: false). It cannot be read back.
    /// </summary>
    /// <param name="probe">Whether it does.</param>
    /// <remarks>Applies to connections made afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: no REQ, REP, DEALER or ROUTER socket; ETERM: context shut down.
    /// </exception>
    public void SetProbeRouter(bool probe) => SetOnly(LibZmq.ZMQ_PROBE_ROUTER, probe ? 1 : 0);

    /// <summary>
    /// ZMQ_ROUTER_MANDATORY: whether a send to an unknown peer fails with EHOSTUNREACH, and one to
    /// a full peer waits, instead of dropping (default: false). It cannot be read back.
    /// </summary>
    /// <param name="mandatory">Whether it does.</param>
    /// <exception cref="ZmqException">
    /// EINVAL: no ROUTER or REP socket; ETERM: context shut down.
    /// </exception>
    public void SetRouterMandatory(bool mandatory) => SetOnly(LibZmq.ZMQ_ROUTER_MANDATORY, mandatory ? 1 : 0);

    /// <summary>
    /// ZMQ_ROUTER_HANDOVER: whether a new peer takes the name over from another that has it,
    /// instead of being rejected (default: false). It cannot be read back.
    /// </summary>
    /// <param name="handover">Whether it does.</param>
    /// <exception cref="ZmqException">
    /// EINVAL: no ROUTER or REP socket; ETERM: context shut down.
    /// </exception>
    public void SetRouterHandover(bool handover) => SetOnly(LibZmq.ZMQ_ROUTER_HANDOVER, handover ? 1 : 0);

    /// <summary>
    /// ZMQ_STREAM_NOTIFY: whether an empty message is received when a peer connects and when it
    /// disconnects (default: true). It cannot be read back.
    /// </summary>
    /// <param name="notify">Whether it is.</param>
    /// <remarks>Applies to connections made afterwards.</remarks>
    /// <exception cref="ZmqException">
    /// EINVAL: no STREAM socket; ETERM: context shut down.
    /// </exception>
    public void SetStreamNotify(bool notify) => SetOnly(LibZmq.ZMQ_STREAM_NOTIFY, notify ? 1 : 0);
}
