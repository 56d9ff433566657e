namespace ZeroMQ;

// A SUB socket subscribes by setting an option, an XSUB socket by sending a message; these methods
// do either.
public partial class ZSocket
{
    /// <summary>
    /// Subscribes to messages whose first frame begins with these bytes (ZMQ_SUBSCRIBE); none means
    /// all.
    /// </summary>
    /// <param name="prefix">The bytes.</param>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public virtual void Subscribe(byte[] prefix) => Subscribe(ZSocketOption.SUBSCRIBE, 1, prefix);

    /// <summary>
    /// Subscribes to messages whose first frame begins with this text (ZMQ_SUBSCRIBE); empty means
    /// all.
    /// </summary>
    /// <param name="prefix">The text, which is encoded as UTF-8.</param>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public virtual void Subscribe(string prefix) => Subscribe(ZContext.Encoding.GetBytes(prefix));

    /// <summary>Subscribes to all messages (ZMQ_SUBSCRIBE).</summary>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public void SubscribeAll() => Subscribe([]);

    /// <summary>Reverts one earlier subscription to the same prefix (ZMQ_UNSUBSCRIBE).</summary>
    /// <param name="prefix">The bytes of the subscription.</param>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public virtual void Unsubscribe(byte[] prefix) => Subscribe(ZSocketOption.UNSUBSCRIBE, 0, prefix);

    /// <summary>Reverts one earlier subscription to the same prefix (ZMQ_UNSUBSCRIBE).</summary>
    /// <param name="prefix">The text of the subscription, which is encoded as UTF-8.</param>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public virtual void Unsubscribe(string prefix) => Unsubscribe(ZContext.Encoding.GetBytes(prefix));

    /// <summary>Reverts one earlier <see cref="SubscribeAll"/> (ZMQ_UNSUBSCRIBE).</summary>
    /// <exception cref="ZException">
    /// EINVAL: the socket is neither a SUB nor an XSUB socket.
    /// </exception>
    public void UnsubscribeAll() => Unsubscribe([]);

    private void Subscribe(ZSocketOption option, byte command, byte[] prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (SocketType == ZSocketType.XSUB)
        {
            bool sent = SendBytes([command, .. prefix], ZSocketFlags.None, out ZError error);
            ZErrors.Throw(sent || error == ZError.ETERM, error);
        }
        else
        {
            Require(option, prefix);
        }
    }
}
