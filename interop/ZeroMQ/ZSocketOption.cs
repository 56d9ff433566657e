namespace ZeroMQ;

/// <summary>An option of a socket (ZMQ_ constants).</summary>
public enum ZSocketOption
{
    /// <summary>ZMQ_DONTWAIT under its old name: a flag, not an option.</summary>
    NOBLOCK = 1,

    /// <summary>ZMQ_AFFINITY: I/O threads that may serve it, a bit each.</summary>
    AFFINITY = 4,

    /// <summary>ZMQ_ROUTING_ID: its name at a ROUTER.</summary>
    IDENTITY = 5,

    /// <summary>ZMQ_SUBSCRIBE: receives messages that begin with these bytes.</summary>
    SUBSCRIBE = 6,

    /// <summary>ZMQ_UNSUBSCRIBE: takes one subscription back.</summary>
    UNSUBSCRIBE = 7,

    /// <summary>ZMQ_RATE: multicast kilobits per second.</summary>
    RATE = 8,

    /// <summary>ZMQ_RECOVERY_IVL: multicast recovery, milliseconds.</summary>
    RECOVERY_IVL = 9,

    /// <summary>ZMQ_SNDBUF: the system's send buffer, bytes.</summary>
    SNDBUF = 11,

    /// <summary>ZMQ_RCVBUF: the system's receive buffer, bytes.</summary>
    RCVBUF = 12,

    /// <summary>ZMQ_RCVMORE: whether more frames follow; only to be read.</summary>
    RCVMORE = 13,

    /// <summary>ZMQ_FD: the descriptor to wait for; only to be read.</summary>
    FD = 14,

    /// <summary>ZMQ_EVENTS: what can be done now; only to be read.</summary>
    EVENTS = 15,

    /// <summary>ZMQ_TYPE: the socket's type; only to be read.</summary>
    TYPE = 16,

    /// <summary>ZMQ_LINGER: milliseconds a closed socket goes on sending.</summary>
    LINGER = 17,

    /// <summary>ZMQ_RECONNECT_IVL: milliseconds before a new attempt to connect.</summary>
    RECONNECT_IVL = 18,

    /// <summary>ZMQ_BACKLOG: connections waiting to be accepted.</summary>
    BACKLOG = 19,

    /// <summary>ZMQ_RECONNECT_IVL_MAX: the longest such interval, milliseconds.</summary>
    RECONNECT_IVL_MAX = 21,

    /// <summary>ZMQ_MAXMSGSIZE: bytes a message received may have.</summary>
    MAX_MSG_SIZE = 22,

    /// <summary>ZMQ_SNDHWM: messages queued for each peer.</summary>
    SNDHWM = 23,

    /// <summary>ZMQ_RCVHWM: messages queued from each peer.</summary>
    RCVHWM = 24,

    /// <summary>ZMQ_MULTICAST_HOPS: multicast hops.</summary>
    MULTICAST_HOPS = 25,

    /// <summary>ZMQ_RCVTIMEO: milliseconds a receive waits.</summary>
    RCVTIMEO = 27,

    /// <summary>ZMQ_SNDTIMEO: milliseconds a send waits.</summary>
    SNDTIMEO = 28,

    /// <summary>ZMQ_IPV4ONLY: no IPv6; IPV6 replaced it.</summary>
    IPV4_ONLY = 31,

    /// <summary>ZMQ_LAST_ENDPOINT: the endpoint last bound or connected; only to be read.</summary>
    LAST_ENDPOINT = 32,

    /// <summary>ZMQ_ROUTER_MANDATORY under an old name.</summary>
    FAIL_UNROUTABLE = 33,

    /// <summary>ZMQ_ROUTER_MANDATORY under an old name.</summary>
    ROUTER_BEHAVIOR = 33,

    /// <summary>ZMQ_ROUTER_MANDATORY: fails for unknown peers.</summary>
    ROUTER_MANDATORY = 33,

    /// <summary>ZMQ_TCP_KEEPALIVE: probes of idle connections.</summary>
    TCP_KEEPALIVE = 34,

    /// <summary>ZMQ_TCP_KEEPALIVE_CNT: probes before a connection is given up.</summary>
    TCP_KEEPALIVE_CNT = 35,

    /// <summary>ZMQ_TCP_KEEPALIVE_IDLE: seconds of idleness before a probe.</summary>
    TCP_KEEPALIVE_IDLE = 36,

    /// <summary>ZMQ_TCP_KEEPALIVE_INTVL: seconds between probes.</summary>
    TCP_KEEPALIVE_INTVL = 37,

    /// <summary>ZMQ_TCP_ACCEPT_FILTER: addresses to accept connections from.</summary>
    TCP_ACCEPT_FILTER = 38,

    /// <summary>ZMQ_IMMEDIATE under its old name.</summary>
    DELAY_ATTACH_ON_CONNECT = 39,

    /// <summary>ZMQ_IMMEDIATE: queues for complete connections only.</summary>
    IMMEDIATE = 39,

    /// <summary>ZMQ_XPUB_VERBOSE: passes each subscription on.</summary>
    XPUB_VERBOSE = 40,

    /// <summary>ZMQ_ROUTER_RAW: plain TCP at a ROUTER.</summary>
    ROUTER_RAW = 41,

    /// <summary>ZMQ_IPV6: uses IPv6.</summary>
    IPV6 = 42,

    /// <summary>ZMQ_MECHANISM: the security mechanism; only to be read.</summary>
    MECHANISM = 43,

    /// <summary>ZMQ_PLAIN_SERVER: asks peers for name and password.</summary>
    PLAIN_SERVER = 44,

    /// <summary>ZMQ_PLAIN_USERNAME: the name.</summary>
    PLAIN_USERNAME = 45,

    /// <summary>ZMQ_PLAIN_PASSWORD: the password.</summary>
    PLAIN_PASSWORD = 46,

    /// <summary>ZMQ_CURVE_SERVER: encrypts as the server.</summary>
    CURVE_SERVER = 47,

    /// <summary>ZMQ_CURVE_PUBLICKEY: this side's public key.</summary>
    CURVE_PUBLICKEY = 48,

    /// <summary>ZMQ_CURVE_SECRETKEY: this side's secret key.</summary>
    CURVE_SECRETKEY = 49,

    /// <summary>ZMQ_CURVE_SERVERKEY: the server's public key.</summary>
    CURVE_SERVERKEY = 50,

    /// <summary>ZMQ_PROBE_ROUTER: sends an empty message to a new peer.</summary>
    PROBE_ROUTER = 51,

    /// <summary>ZMQ_REQ_CORRELATE: matches replies with requests.</summary>
    REQ_CORRELATE = 52,

    /// <summary>ZMQ_REQ_RELAXED: may send again without a reply.</summary>
    REQ_RELAXED = 53,

    /// <summary>ZMQ_CONFLATE: keeps the last message only.</summary>
    CONFLATE = 54,

    /// <summary>ZMQ_ZAP_DOMAIN: the authenticator's domain.</summary>
    ZAP_DOMAIN = 55,

    /// <summary>ZMQ_ROUTER_HANDOVER: a new peer takes an identity over.</summary>
    ROUTER_HANDOVER = 56,

    /// <summary>ZMQ_TOS: the type of service of packets.</summary>
    TOS = 57,

    /// <summary>ZMQ_IPC_FILTER_PID: processes to accept connections from.</summary>
    IPC_FILTER_PID = 58,

    /// <summary>ZMQ_IPC_FILTER_UID: users to accept connections from.</summary>
    IPC_FILTER_UID = 59,

    /// <summary>ZMQ_IPC_FILTER_GID: groups to accept connections from.</summary>
    IPC_FILTER_GID = 60,

    /// <summary>ZMQ_CONNECT_ROUTING_ID: the name of the peer of the next connect.</summary>
    CONNECT_RID = 61,

    /// <summary>ZMQ_GSSAPI_SERVER: Kerberos, as the server.</summary>
    GSSAPI_SERVER = 62,

    /// <summary>ZMQ_GSSAPI_PRINCIPAL: this side's principal.</summary>
    GSSAPI_PRINCIPAL = 63,

    /// <summary>ZMQ_GSSAPI_SERVICE_PRINCIPAL: the server's principal.</summary>
    GSSAPI_SERVICE_PRINCIPAL = 64,

    /// <summary>ZMQ_GSSAPI_PLAINTEXT: no encryption after the login.</summary>
    GSSAPI_PLAINTEXT = 65,

    /// <summary>ZMQ_HANDSHAKE_IVL: milliseconds a handshake may take.</summary>
    HANDSHAKE_IVL = 66,

    /// <summary>number 67, which libzmq does not have any more.</summary>
    IDENTITY_FD = 67,

    /// <summary>ZMQ_SOCKS_PROXY: a SOCKS5 proxy.</summary>
    SOCKS_PROXY = 68,

    /// <summary>ZMQ_XPUB_NODROP: fails instead of dropping.</summary>
    XPUB_NODROP = 69,

    /// <summary>ZMQ_BLOCKY, which is a context's option.</summary>
    BLOCKY = 70,

    /// <summary>ZMQ_XPUB_MANUAL: subscriptions are made by the program.</summary>
    XPUB_MANUAL = 71,

    /// <summary>ZMQ_XPUB_WELCOME_MSG: a message for each new subscriber.</summary>
    XPUB_WELCOME_MSG = 72,

    /// <summary>ZMQ_STREAM_NOTIFY: tells of connections made and lost.</summary>
    STREAM_NOTIFY = 73,

    /// <summary>ZMQ_INVERT_MATCHING: all but what is subscribed to.</summary>
    INVERT_MATCHING = 74,

    /// <summary>ZMQ_HEARTBEAT_IVL: milliseconds between pings.</summary>
    HEARTBEAT_IVL = 75,

    /// <summary>ZMQ_HEARTBEAT_TTL: milliseconds after which the peer gives up.</summary>
    HEARTBEAT_TTL = 76,

    /// <summary>ZMQ_HEARTBEAT_TIMEOUT: milliseconds to wait for an answer.</summary>
    HEARTBEAT_TIMEOUT = 77,

    /// <summary>ZMQ_XPUB_VERBOSER: passes each unsubscription on as well.</summary>
    XPUB_VERBOSE_UNSUBSCRIBE = 78,

    /// <summary>ZMQ_CONNECT_TIMEOUT: milliseconds an attempt to connect may take.</summary>
    CONNECT_TIMEOUT = 79,

    /// <summary>ZMQ_TCP_MAXRT: milliseconds until unacknowledged data ends a connection.</summary>
    TCP_RETRANSMIT_TIMEOUT = 80,

    /// <summary>ZMQ_THREAD_SAFE: whether libzmq lets several threads in; only to be read.</summary>
    THREAD_SAFE = 81,
}
