namespace ZmqNative.Subscribing;

/// <summary>Notifications that consist of a hash and at most a number.</summary>
internal enum HashKind : byte
{
    None,
    Block,
    Transaction,
    Connected,
    Disconnected,
    Added,
    Removed,
}
