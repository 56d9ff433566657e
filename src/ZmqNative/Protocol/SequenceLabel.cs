namespace ZmqNative.Protocol;

/// <summary>
/// The change that a <c>sequence</c> notification reports. The value is the ASCII letter on the
/// wire.
/// </summary>
public enum SequenceLabel : byte
{
    /// <summary>No label: the body is malformed or of an unknown kind.</summary>
    None = 0,

    /// <summary><c>C</c>: block connected.</summary>
    BlockConnect = (byte)'C',

    /// <summary><c>D</c>: block disconnected.</summary>
    BlockDisconnect = (byte)'D',

    /// <summary><c>A</c>: transaction added to the mempool.</summary>
    TransactionAcceptance = (byte)'A',

    /// <summary><c>R</c>: transaction removed from the mempool, other than by a block.</summary>
    TransactionRemoval = (byte)'R',
}
