namespace ZeroMQ;

/// <summary>
/// How a ROUTER socket treats a message to a peer that is not connected (ZMQ_ROUTER_MANDATORY).
/// </summary>
public enum RouterMandatory
{
    /// <summary>The message is dropped (libzmq's default).</summary>
    Discard = 0,

    /// <summary>The send fails with EHOSTUNREACH.</summary>
    Report = 1,
}
