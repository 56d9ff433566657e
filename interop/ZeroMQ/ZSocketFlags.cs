namespace ZeroMQ;

/// <summary>
/// How a send or receive waits, and whether more frames follow (ZMQ_DONTWAIT, ZMQ_SNDMORE).
/// </summary>
[Flags]
public enum ZSocketFlags
{
    /// <summary>The call waits as long as the socket's timeout says.</summary>
    None = 0,

    /// <summary>ZMQ_DONTWAIT: the call does not wait, and fails with EAGAIN instead.</summary>
    DontWait = 1,

    /// <summary>ZMQ_SNDMORE: another frame of the same message follows.</summary>
    More = 2,
}
