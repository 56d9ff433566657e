using ZmqNative.Interop;

namespace ZeroMQ;

public sealed partial class ZFrame
{
    /// <summary>What libzmq tells of the frame, as a number (zmq_msg_get).</summary>
    /// <param name="property">What.</param>
    /// <exception cref="ZException">EINVAL: nothing is known of it.</exception>
    public int GetOption(ZFrameOption property)
    {
        int value = GetOption(property, out ZError error);
        ZErrors.Throw(error is null, error);
        return value;
    }

    /// <summary>What libzmq tells of the frame, as a number (zmq_msg_get).</summary>
    /// <param name="property">What.</param>
    /// <param name="error">Null; EINVAL: nothing is known of it.</param>
    /// <returns>The number; -1 with an error.</returns>
    public int GetOption(ZFrameOption property, out ZError error)
    {
        int value = Native.Get((int)property);
        error = value == -1 ? ZErrors.Of(ZmqLibrary.LastError()) : ZError.None;
        return value;
    }

    /// <summary>What the connection says of the peer a frame was received from (zmq_msg_gets): Peer-Address, Socket-Type, User-Id, ...</summary>
    /// <param name="property">What.</param>
    /// <exception cref="ZException">EINVAL: it is not there, as for inproc.</exception>
    public string GetOption(string property)
    {
        string value = GetOption(property, out ZError error);
        ZErrors.Throw(error is null, error);
        return value;
    }

    /// <summary>What the connection says of the peer a frame was received from (zmq_msg_gets): Peer-Address, Socket-Type, User-Id, ...</summary>
    /// <param name="property">What.</param>
    /// <param name="error">Null; EINVAL: it is not there, as for inproc.</param>
    /// <returns>The text; null with an error.</returns>
    public string GetOption(string property, out ZError error)
    {
        string value = Native.Property(property);
        error = value is null ? ZError.EINVAL : ZError.None;
        return value;
    }
}
