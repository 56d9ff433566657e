namespace ZeroMQ;

/// <summary>How to send or receive (ZMQ_DONTWAIT, ZMQ_SNDMORE).</summary>
[Flags]
public enum ZSocketFlags
{
    /// <summary>Waits as long as the socket's timeout says.</summary>
    None = 0,

    /// <summary>ZMQ_DONTWAIT: tries once, and fails with EAGAIN.</summary>
    DontWait = 1,

    /// <summary>ZMQ_SNDMORE: another frame of the same message follows.</summary>
    More = 2,
}
