namespace ZeroMQ;

/// <summary>What a ROUTER socket does with a message to a peer it does not have (ZMQ_ROUTER_MANDATORY).</summary>
public enum RouterMandatory
{
    /// <summary>Drops it (libzmq's default).</summary>
    Discard = 0,

    /// <summary>Fails with EHOSTUNREACH.</summary>
    Report = 1,
}
