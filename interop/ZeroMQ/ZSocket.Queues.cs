namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>
    /// ZMQ_SNDHWM: whole messages queued for each peer before the socket drops or blocks; 0 is no
    /// limit (default: 1000).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int SendHighWatermark
    {
        get => Get<int>(ZSocketOption.SNDHWM);
        set => Require(ZSocketOption.SNDHWM, value);
    }

    /// <summary>
    /// ZMQ_RCVHWM: whole messages queued from each peer; 0 is no limit (default: 1000).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public int ReceiveHighWatermark
    {
        get => Get<int>(ZSocketOption.RCVHWM);
        set => Require(ZSocketOption.RCVHWM, value);
    }

    /// <summary>
    /// ZMQ_SNDTIMEO: the time a send waits for room, in whole milliseconds; -1 ms is no timeout, 0
    /// does not wait (default: -1 ms).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan SendTimeout
    {
        get => GetTime(ZSocketOption.SNDTIMEO);
        set => Require(ZSocketOption.SNDTIMEO, value);
    }

    /// <summary>
    /// ZMQ_RCVTIMEO: the time a receive waits for a message, in whole milliseconds; -1 ms is no
    /// timeout, 0 does not wait (default: -1 ms).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan ReceiveTimeout
    {
        get => GetTime(ZSocketOption.RCVTIMEO);
        set => Require(ZSocketOption.RCVTIMEO, value);
    }

    /// <summary>
    /// ZMQ_LINGER: the time for which messages still queued at close are sent on, in whole
    /// milliseconds; -1 ms is no limit, 0 discards them (default: -1 ms; 0 for SUB and XSUB).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public TimeSpan Linger
    {
        get => GetTime(ZSocketOption.LINGER);
        set => Require(ZSocketOption.LINGER, value);
    }

    /// <summary>
    /// ZMQ_MAXMSGSIZE: bytes a received frame may have; the connection that brings a larger one is
    /// closed. -1 is no limit (default: -1).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public long MaxMessageSize
    {
        get => Get<long>(ZSocketOption.MAX_MSG_SIZE);
        set => Require(ZSocketOption.MAX_MSG_SIZE, value);
    }

    /// <summary>
    /// ZMQ_CONFLATE: whether only the newest message is kept; set before binding and connecting
    /// (default: false).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public bool Conflate
    {
        get => Get<int>(ZSocketOption.CONFLATE) != 0;
        set => Require(ZSocketOption.CONFLATE, value);
    }

    /// <summary>
    /// ZMQ_IMMEDIATE: whether messages are queued only for peers that are connected, not for those
    /// still to come (default: false).
    /// </summary>
    /// <exception cref="ZException">
    /// EINVAL: the value is not valid, or the socket's type does not have the option; ETERM, only
    /// when it is read: the context was shut down.
    /// </exception>
    public bool Immediate
    {
        get => Get<int>(ZSocketOption.IMMEDIATE) != 0;
        set => Require(ZSocketOption.IMMEDIATE, value);
    }
}
