namespace ZeroMQ;

public partial class ZSocket
{
    /// <summary>ZMQ_SNDHWM: messages queued for each peer; 0 is without limit (default: 1000).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int SendHighWatermark
    {
        get => Get<int>(ZSocketOption.SNDHWM);
        set => Require(ZSocketOption.SNDHWM, value);
    }

    /// <summary>ZMQ_RCVHWM: messages queued from each peer; 0 is without limit (default: 1000).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public int ReceiveHighWatermark
    {
        get => Get<int>(ZSocketOption.RCVHWM);
        set => Require(ZSocketOption.RCVHWM, value);
    }

    /// <summary>ZMQ_SNDTIMEO: how long a send waits for room; -1 ms is for ever (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan SendTimeout
    {
        get => GetTime(ZSocketOption.SNDTIMEO);
        set => Require(ZSocketOption.SNDTIMEO, value);
    }

    /// <summary>ZMQ_RCVTIMEO: how long a receive waits for a message; -1 ms is for ever (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan ReceiveTimeout
    {
        get => GetTime(ZSocketOption.RCVTIMEO);
        set => Require(ZSocketOption.RCVTIMEO, value);
    }

    /// <summary>ZMQ_LINGER: how long a closed socket goes on sending; -1 ms is for ever (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public TimeSpan Linger
    {
        get => GetTime(ZSocketOption.LINGER);
        set => Require(ZSocketOption.LINGER, value);
    }

    /// <summary>ZMQ_MAXMSGSIZE: bytes a message received may have; -1 is without limit (default).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public long MaxMessageSize
    {
        get => Get<long>(ZSocketOption.MAX_MSG_SIZE);
        set => Require(ZSocketOption.MAX_MSG_SIZE, value);
    }

    /// <summary>ZMQ_CONFLATE: whether only the last message is kept (default: false). Before connecting.</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public bool Conflate
    {
        get => Get<int>(ZSocketOption.CONFLATE) != 0;
        set => Require(ZSocketOption.CONFLATE, value);
    }

    /// <summary>ZMQ_IMMEDIATE: whether messages are queued for complete connections only (default: false).</summary>
    /// <exception cref="ZException">EINVAL: no such value, or not for this type of socket.</exception>
    public bool Immediate
    {
        get => Get<int>(ZSocketOption.IMMEDIATE) != 0;
        set => Require(ZSocketOption.IMMEDIATE, value);
    }
}
