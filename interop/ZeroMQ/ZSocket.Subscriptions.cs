namespace ZeroMQ;

// A SUB socket subscribes by an option, an XSUB socket by sending; both are done here.
public partial class ZSocket
{
    /// <summary>Receives messages whose first frame begins with these bytes; all with none.</summary>
    /// <param name="prefix">The bytes.</param>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public virtual void Subscribe(byte[] prefix) => Subscribe(ZSocketOption.SUBSCRIBE, 1, prefix);

    /// <summary>Receives messages whose first frame begins with this text; all with an empty one.</summary>
    /// <param name="prefix">The text; it is encoded as UTF-8.</param>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public virtual void Subscribe(string prefix) => Subscribe(ZContext.Encoding.GetBytes(prefix));

    /// <summary>Receives all messages.</summary>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public void SubscribeAll() => Subscribe([]);

    /// <summary>Takes one subscription back.</summary>
    /// <param name="prefix">The same bytes.</param>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public virtual void Unsubscribe(byte[] prefix) => Subscribe(ZSocketOption.UNSUBSCRIBE, 0, prefix);

    /// <summary>Takes one subscription back.</summary>
    /// <param name="prefix">The same text.</param>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public virtual void Unsubscribe(string prefix) => Unsubscribe(ZContext.Encoding.GetBytes(prefix));

    /// <summary>Takes one <see cref="SubscribeAll"/> back.</summary>
    /// <exception cref="ZException">EINVAL: no SUB or XSUB socket.</exception>
    public void UnsubscribeAll() => Unsubscribe([]);

    private void Subscribe(ZSocketOption option, byte command, byte[] prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (SocketType == ZSocketType.XSUB)
        {
            ZErrors.Throw(SendBytes([command, .. prefix], ZSocketFlags.None, out ZError error) || error == ZError.ETERM, error);
        }
        else
        {
            Require(option, prefix);
        }
    }
}
