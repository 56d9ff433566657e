namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_SUBSCRIBE: receive messages whose first part begins with these bytes; none means all.
    /// For SUB sockets, and XPUB sockets after <see cref="SetXPublishManual"/>.
    /// </summary>
    /// <param name="prefix">Any number of bytes.</param>
    /// <exception cref="ZmqException">EINVAL: another socket; ETERM: context shut down.</exception>
    public void Subscribe(ReadOnlySpan<byte> prefix) => SetOption(LibZmq.ZMQ_SUBSCRIBE, prefix, nameof(Subscribe));

    /// <summary>
    /// ZMQ_UNSUBSCRIBE: reverts one earlier <see cref="Subscribe"/> with the same bytes. For SUB
    /// sockets, and XPUB sockets after <see cref="SetXPublishManual"/>.
    /// </summary>
    /// <param name="prefix">The same bytes.</param>
    /// <exception cref="ZmqException">EINVAL: another socket; ETERM: context shut down.</exception>
    public void Unsubscribe(ReadOnlySpan<byte> prefix) =>
        SetOption(LibZmq.ZMQ_UNSUBSCRIBE, prefix, nameof(Unsubscribe));
}
