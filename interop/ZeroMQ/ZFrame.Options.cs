using ZmqNative.Interop;

namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>A numeric property of the frame (zmq_msg_get).</summary>
    /// <param name="property">The property.</param>
    /// <exception cref="ZException">EINVAL: there is no such property.</exception>
    public int GetOption(ZFrameOption property)
    {
        int value = GetOption(property, out ZError error);
        ZErrors.Throw(error is null, error);
        return value;
    }

    /// <summary>A numeric property of the frame (zmq_msg_get).</summary>
    /// <param name="property">The property.</param>
    /// <param name="error">Null on success; EINVAL: there is no such property.</param>
    /// <returns>The number; -1 on an error.</returns>
    public int GetOption(ZFrameOption property, out ZError error)
    {
        int value = Native.Get((int)property);
        error = value == -1 ? ZErrors.Of(ZmqLibrary.LastError()) : ZError.None;
        return value;
    }

    /// <summary>
    /// A text property of the peer from which the frame was received (zmq_msg_gets), for example
    /// Peer-Address, Socket-Type or User-Id.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <exception cref="ZException">
    /// EINVAL: the peer does not have the property; inproc peers have none.
    /// </exception>
    public string GetOption(string property)
    {
        string value = GetOption(property, out ZError error);
        ZErrors.Throw(error is null, error);
        return value;
    }

    /// <summary>
    /// A text property of the peer from which the frame was received (zmq_msg_gets), for example
    /// Peer-Address, Socket-Type or User-Id.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <param name="error">
    /// Null on success; EINVAL: the peer does not have the property; inproc peers have none.
    /// </param>
    /// <returns>The text; null on an error.</returns>
    public string GetOption(string property, out ZError error)
    {
        string value = Native.Property(property);
        error = value is null ? ZError.EINVAL : ZError.None;
        return value;
    }
}
