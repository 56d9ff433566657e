using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>ZMQ_LAST_ENDPOINT: the endpoint last bound or connected, with the real port where a wildcard was given; empty before.</summary>
    /// <exception cref="ZmqException">ETERM: the context was shut down.</exception>
    public string LastEndpoint => GetText(LibZmq.ZMQ_LAST_ENDPOINT);

    private int GetOption(int option, [CallerMemberName] string name = "") => GetOption<int>(option, name);

    private T GetOption<T>(int option, [CallerMemberName] string name = "") where T : unmanaged
    {
        T value;
        nuint length = (nuint)sizeof(T);
        using ZmqSocketHold hold = Hold();
        while (ZmqThrow.IfFailedUnlessInterrupted(LibZmq.zmq_getsockopt(_handle, option, &value, &length), "get", name))
        {
        }
        return value;
    }

    private byte[] GetBytes(int option, [CallerMemberName] string name = "")
    {
        Span<byte> value = stackalloc byte[1024];
        nuint length = (nuint)value.Length;
        using ZmqSocketHold hold = Hold();
        fixed (byte* bytes = value)
        {
            while (ZmqThrow.IfFailedUnlessInterrupted(LibZmq.zmq_getsockopt(_handle, option, bytes, &length), "get", name))
            {
            }
        }
        return value[..(int)length].ToArray();
    }

    // Text comes with a terminating zero.
    private string GetText(int option, [CallerMemberName] string name = "") => Encoding.UTF8.GetString(GetBytes(option, name).AsSpan()[..^1]);

    private void SetOption<T>(int option, T value, [CallerMemberName] string name = "") where T : unmanaged
    {
        using ZmqSocketHold hold = Hold();
        while (ZmqThrow.IfFailedUnlessInterrupted(LibZmq.zmq_setsockopt(_handle, option, &value, (nuint)sizeof(T)), $"set {name} to {value}"))
        {
        }
    }

    // For options that are methods, since libzmq cannot be asked for them.
    private void SetOnly<T>(int option, T value, [CallerMemberName] string name = "") where T : unmanaged =>
        SetOption(option, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), name);

    // The text itself is in no message: it may be a password. An empty one goes as a null pointer, which is how libzmq wants it.
    private void SetText(int option, string? text, [CallerMemberName] string name = "") =>
        SetOption(option, Encoding.UTF8.GetBytes(text ?? string.Empty), $"set {name}");

    private void SetOption(int option, ReadOnlySpan<byte> value, [CallerMemberName] string name = "")
    {
        using ZmqSocketHold hold = Hold();
        fixed (byte* bytes = value)
        {
            while (ZmqThrow.IfFailedUnlessInterrupted(LibZmq.zmq_setsockopt(_handle, option, bytes, (nuint)value.Length), name))
            {
            }
        }
    }
}
