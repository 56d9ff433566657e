namespace ZeroMQ;

/// <summary>
/// An option of a socket (ZMQ_ constants). Those marked as set only cannot be read.
/// </summary>
public enum ZSocketOption
{
    /// <summary>ZMQ_DONTWAIT under its old name, which is a flag and not an option.</summary>
    NOBLOCK = 1,

    /// <summary>ZMQ_AFFINITY: I/O threads that may serve connections, as a bit mask.</summary>
    AFFINITY = 4,

    /// <summary>ZMQ_ROUTING_ID: the name by which a ROUTER addresses it, bytes.</summary>
    IDENTITY = 5,

    /// <summary>ZMQ_SUBSCRIBE: the first bytes of messages to receive; set only.</summary>
    SUBSCRIBE = 6,

    /// <summary>ZMQ_UNSUBSCRIBE: reverts one earlier subscription; set only.</summary>
    UNSUBSCRIBE = 7,

    /// <summary>ZMQ_RATE: multicast kilobits a second.</summary>
    RATE = 8,

    /// <summary>ZMQ_RECOVERY_IVL: milliseconds of multicast recovery.</summary>
    RECOVERY_IVL = 9,

    /// <summary>ZMQ_SNDBUF: bytes of the system's send buffer.</summary>
    SNDBUF = 11,

    /// <summary>ZMQ_RCVBUF: bytes of the system's receive buffer.</summary>
    RCVBUF = 12,

    /// <summary>ZMQ_RCVMORE: whether more frames follow; can only be read.</summary>
    RCVMORE = 13,

    /// <summary>ZMQ_FD: the descriptor to wait for, edge-triggered; can only be read.</summary>
    FD = 14,

    /// <summary>ZMQ_EVENTS: the calls that are possible now; can only be read.</summary>
    EVENTS = 15,

    /// <summary>ZMQ_TYPE: the socket's type; can only be read.</summary>
    TYPE = 16,

    /// <summary>ZMQ_LINGER: milliseconds for which a closed socket sends on.</summary>
    LINGER = 17,

    /// <summary>ZMQ_RECONNECT_IVL: milliseconds between attempts to reconnect.</summary>
    RECONNECT_IVL = 18,

    /// <summary>ZMQ_BACKLOG: connections that may wait to be accepted.</summary>
    BACKLOG = 19,

    /// <summary>ZMQ_RECONNECT_IVL_MAX: milliseconds up to which the interval doubles.</summary>
    RECONNECT_IVL_MAX = 21,

    /// <summary>ZMQ_MAXMSGSIZE: bytes a received frame may have.</summary>
    MAX_MSG_SIZE = 22,

    /// <summary>ZMQ_SNDHWM: whole messages queued for each peer.</summary>
    SNDHWM = 23,

    /// <summary>ZMQ_RCVHWM: whole messages queued from each peer.</summary>
    RCVHWM = 24,

    /// <summary>ZMQ_MULTICAST_HOPS: routers a multicast packet may pass.</summary>
    MULTICAST_HOPS = 25,

    /// <summary>ZMQ_RCVTIMEO: milliseconds a receive waits.</summary>
    RCVTIMEO = 27,

    /// <summary>ZMQ_SNDTIMEO: milliseconds a send waits.</summary>
    SNDTIMEO = 28,

    /// <summary>ZMQ_IPV4ONLY: whether IPv6 is not used; replaced by IPV6.</summary>
    IPV4_ONLY = 31,

    /// <summary>
    /// ZMQ_LAST_ENDPOINT: the endpoint last bound or connected; can only be read.
    /// </summary>
    LAST_ENDPOINT = 32,

    /// <summary>ZMQ_ROUTER_MANDATORY under an old name.</summary>
    FAIL_UNROUTABLE = 33,

    /// <summary>ZMQ_ROUTER_MANDATORY under an old name.</summary>
    ROUTER_BEHAVIOR = 33,

    /// <summary>ZMQ_ROUTER_MANDATORY: whether sends to unknown peers fail; set only.</summary>
    ROUTER_MANDATORY = 33,

    /// <summary>ZMQ_TCP_KEEPALIVE: whether idle TCP connections are probed.</summary>
    TCP_KEEPALIVE = 34,

    /// <summary>ZMQ_TCP_KEEPALIVE_CNT: unanswered probes before the connection ends.</summary>
    TCP_KEEPALIVE_CNT = 35,

    /// <summary>ZMQ_TCP_KEEPALIVE_IDLE: seconds of silence before the first probe.</summary>
    TCP_KEEPALIVE_IDLE = 36,

    /// <summary>ZMQ_TCP_KEEPALIVE_INTVL: seconds between probes.</summary>
    TCP_KEEPALIVE_INTVL = 37,

    /// <summary>ZMQ_TCP_ACCEPT_FILTER: addresses that may connect; set only.</summary>
    TCP_ACCEPT_FILTER = 38,

    /// <summary>ZMQ_IMMEDIATE under its old name.</summary>
    DELAY_ATTACH_ON_CONNECT = 39,

    /// <summary>ZMQ_IMMEDIATE: whether messages are queued for connected peers only.</summary>
    IMMEDIATE = 39,

    /// <summary>ZMQ_XPUB_VERBOSE: whether every subscription is received; set only.</summary>
    XPUB_VERBOSE = 40,

    /// <summary>ZMQ_ROUTER_RAW: whether a ROUTER exchanges plain TCP data; set only.</summary>
    ROUTER_RAW = 41,

    /// <summary>ZMQ_IPV6: whether IPv6 is used, too.</summary>
    IPV6 = 42,

    /// <summary>ZMQ_MECHANISM: the security mechanism; can only be read.</summary>
    MECHANISM = 43,

    /// <summary>ZMQ_PLAIN_SERVER: whether this side is the PLAIN server.</summary>
    PLAIN_SERVER = 44,

    /// <summary>ZMQ_PLAIN_USERNAME: a PLAIN client's name.</summary>
    PLAIN_USERNAME = 45,

    /// <summary>ZMQ_PLAIN_PASSWORD: a PLAIN client's password.</summary>
    PLAIN_PASSWORD = 46,

    /// <summary>ZMQ_CURVE_SERVER: whether this side is the CURVE server.</summary>
    CURVE_SERVER = 47,

    /// <summary>ZMQ_CURVE_PUBLICKEY: a client's own public key, 32 bytes.</summary>
    CURVE_PUBLICKEY = 48,

    /// <summary>ZMQ_CURVE_SECRETKEY: the secret key of this side, 32 bytes.</summary>
    CURVE_SECRETKEY = 49,

    /// <summary>ZMQ_CURVE_SERVERKEY: the server's public key, 32 bytes.</summary>
    CURVE_SERVERKEY = 50,

    /// <summary>ZMQ_PROBE_ROUTER: whether new connections get an empty message; set only.</summary>
    PROBE_ROUTER = 51,

    /// <summary>ZMQ_REQ_CORRELATE: whether replies are matched to requests; set only.</summary>
    REQ_CORRELATE = 52,

    /// <summary>
    /// ZMQ_REQ_RELAXED: whether a request may follow an unanswered one; set only.
    /// </summary>
    REQ_RELAXED = 53,

    /// <summary>ZMQ_CONFLATE: whether only the newest message is kept.</summary>
    CONFLATE = 54,

    /// <summary>ZMQ_ZAP_DOMAIN: the domain that is sent to the authenticator.</summary>
    ZAP_DOMAIN = 55,

    /// <summary>ZMQ_ROUTER_HANDOVER: whether a new peer takes an identity over; set only.</summary>
    ROUTER_HANDOVER = 56,

    /// <summary>ZMQ_TOS: the type-of-service byte of sent packets.</summary>
    TOS = 57,

    /// <summary>ZMQ_IPC_FILTER_PID: processes that may connect; set only.</summary>
    IPC_FILTER_PID = 58,

    /// <summary>ZMQ_IPC_FILTER_UID: users that may connect; set only.</summary>
    IPC_FILTER_UID = 59,

    /// <summary>ZMQ_IPC_FILTER_GID: groups that may connect; set only.</summary>
    IPC_FILTER_GID = 60,

    /// <summary>
    /// ZMQ_CONNECT_ROUTING_ID: the name of the peer of the next connect; set only.
    /// </summary>
    CONNECT_RID = 61,

    /// <summary>ZMQ_GSSAPI_SERVER: whether this side is the GSSAPI server.</summary>
    GSSAPI_SERVER = 62,

    /// <summary>ZMQ_GSSAPI_PRINCIPAL: the principal of this side.</summary>
    GSSAPI_PRINCIPAL = 63,

    /// <summary>ZMQ_GSSAPI_SERVICE_PRINCIPAL: the server's principal.</summary>
    GSSAPI_SERVICE_PRINCIPAL = 64,

    /// <summary>ZMQ_GSSAPI_PLAINTEXT: whether messages are not encrypted.</summary>
    GSSAPI_PLAINTEXT = 65,

    /// <summary>ZMQ_HANDSHAKE_IVL: milliseconds a handshake may take.</summary>
    HANDSHAKE_IVL = 66,

    /// <summary>Option 67, which libzmq does not have any more.</summary>
    IDENTITY_FD = 67,

    /// <summary>ZMQ_SOCKS_PROXY: the address of a SOCKS5 proxy.</summary>
    SOCKS_PROXY = 68,

    /// <summary>ZMQ_XPUB_NODROP: whether a send waits instead of dropping; set only.</summary>
    XPUB_NODROP = 69,

    /// <summary>ZMQ_BLOCKY, which is an option of a context.</summary>
    BLOCKY = 70,

    /// <summary>ZMQ_XPUB_MANUAL: whether the program applies subscriptions; set only.</summary>
    XPUB_MANUAL = 71,

    /// <summary>ZMQ_XPUB_WELCOME_MSG: a frame for each new subscriber; set only.</summary>
    XPUB_WELCOME_MSG = 72,

    /// <summary>
    /// ZMQ_STREAM_NOTIFY: whether connects and disconnects are received as empty messages; set
    /// only.
    /// </summary>
    STREAM_NOTIFY = 73,

    /// <summary>
    /// ZMQ_INVERT_MATCHING: whether messages are received that match no subscription.
    /// </summary>
    INVERT_MATCHING = 74,

    /// <summary>ZMQ_HEARTBEAT_IVL: milliseconds between PINGs; 0 is none.</summary>
    HEARTBEAT_IVL = 75,

    /// <summary>
    /// ZMQ_HEARTBEAT_TTL: milliseconds without traffic after which the peer disconnects.
    /// </summary>
    HEARTBEAT_TTL = 76,

    /// <summary>ZMQ_HEARTBEAT_TIMEOUT: milliseconds to wait for traffic after a PING.</summary>
    HEARTBEAT_TIMEOUT = 77,

    /// <summary>
    /// ZMQ_XPUB_VERBOSER: whether every subscription and unsubscription is received; set only.
    /// </summary>
    XPUB_VERBOSE_UNSUBSCRIBE = 78,

    /// <summary>ZMQ_CONNECT_TIMEOUT: milliseconds an attempt to connect may take.</summary>
    CONNECT_TIMEOUT = 79,

    /// <summary>
    /// ZMQ_TCP_MAXRT: milliseconds after which unacknowledged data ends the connection.
    /// </summary>
    TCP_RETRANSMIT_TIMEOUT = 80,

    /// <summary>
    /// ZMQ_THREAD_SAFE: whether libzmq lets several threads use the socket; can only be read.
    /// </summary>
    THREAD_SAFE = 81,
}
