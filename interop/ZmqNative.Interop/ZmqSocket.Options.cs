using System.Runtime.CompilerServices;
using System.Text;

namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>ZMQ_LAST_ENDPOINT: the endpoint last bound or connected, with the real port where a wildcard was given; empty before.</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public string LastEndpoint
    {
        get
        {
            Span<byte> text = stackalloc byte[1024];
            nuint length = (nuint)text.Length;
            using ZmqSocketHold hold = Hold();
            fixed (byte* bytes = text)
            {
                ZmqThrow.IfFailed(LibZmq.zmq_getsockopt(_handle, LibZmq.ZMQ_LAST_ENDPOINT, bytes, &length), "get LastEndpoint");
            }
            return Encoding.UTF8.GetString(text[..(int)length].TrimEnd((byte)0));
        }
    }

    private int GetOption(int option, [CallerMemberName] string name = "")
    {
        int value;
        nuint length = sizeof(int);
        using ZmqSocketHold hold = Hold();
        ZmqThrow.IfFailed(LibZmq.zmq_getsockopt(_handle, option, &value, &length), "get", name);
        return value;
    }

    private void SetOption(int option, int value, [CallerMemberName] string name = "")
    {
        using ZmqSocketHold hold = Hold();
        ZmqThrow.IfFailed(LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(int)), $"set {name} to {value}");
    }

    private void SetOption(int option, ReadOnlySpan<byte> value, [CallerMemberName] string name = "")
    {
        using ZmqSocketHold hold = Hold();
        fixed (byte* bytes = value)
        {
            ZmqThrow.IfFailed(LibZmq.zmq_setsockopt(_handle, option, bytes, (nuint)value.Length), name);
        }
    }
}
