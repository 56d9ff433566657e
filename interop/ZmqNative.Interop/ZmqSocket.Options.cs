using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ZmqNative.Interop;

public sealed unsafe partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_LAST_ENDPOINT: the endpoint last bound or connected, with the real port in place of
    /// a wildcard; empty before.
    /// </summary>
    /// <exception cref="ZmqException">ETERM: context shut down.</exception>
    public string LastEndpoint => GetText(LibZmq.ZMQ_LAST_ENDPOINT);

    /// <summary>Any option by its number (zmq_getsockopt), if it has no property here.</summary>
    /// <param name="option">The ZMQ_ constant's number.</param>
    /// <param name="value">
    /// Receives the value: a number in the machine's byte order, for which the buffer must have the
    /// exact length, or text with a terminating zero.
    /// </param>
    /// <returns>Bytes of the value.</returns>
    /// <exception cref="ZmqException">
    /// EINVAL: no option that can be read, or the buffer has another length;
    /// ETERM: context shut down.
    /// </exception>
    public int GetOption(int option, Span<byte> value) => GetOption(option, value, "an option by its number");

    /// <summary>Any option by its number (zmq_setsockopt), if it has no property here.</summary>
    /// <param name="option">The ZMQ_ constant's number.</param>
    /// <param name="value">
    /// The value, in the machine's byte order; text without a terminating zero. An empty one is
    /// passed as a null pointer.
    /// </param>
    /// <exception cref="ZmqException">
    /// EINVAL: no such option, or not such a value; ETERM: context shut down.
    /// </exception>
    public void SetOption(int option, ReadOnlySpan<byte> value) =>
        SetOption(option, value, "set an option by its number");

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

    private int GetOption(int option, Span<byte> value, string name)
    {
        nuint length = (nuint)value.Length;
        using ZmqSocketHold hold = Hold();
        fixed (byte* bytes = value)
        {
            while (ZmqThrow.IfFailedUnlessInterrupted(
                LibZmq.zmq_getsockopt(_handle, option, bytes, &length), "get", name))
            {
            }
        }
        return (int)length;
    }

    private byte[] GetBytes(int option, [CallerMemberName] string name = "")
    {
        Span<byte> value = stackalloc byte[1024];
        return value[..GetOption(option, value, name)].ToArray();
    }

    // Text comes with a terminating zero.
    private string GetText(int option, [CallerMemberName] string name = "") =>
        Encoding.UTF8.GetString(GetBytes(option, name).AsSpan()[..^1]);

    private void SetOption<T>(int option, T value, [CallerMemberName] string name = "") where T : unmanaged
    {
        using ZmqSocketHold hold = Hold();
        while (ZmqThrow.IfFailedUnlessInterrupted(
            LibZmq.zmq_setsockopt(_handle, option, &value, (nuint)sizeof(T)), $"set {name} to {value}"))
        {
        }
    }

    // For options that are methods, because libzmq cannot return them.
    private void SetOnly<T>(int option, T value, [CallerMemberName] string name = "") where T : unmanaged =>
        SetOption(option, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), name);

    // No message contains the text itself: it may be a password. An empty one is passed as a null
    // pointer, as libzmq requires.
    private void SetText(int option, string? text, [CallerMemberName] string name = "")
    {
        CText.Check(text ?? string.Empty, name);
        SetOption(option, Encoding.UTF8.GetBytes(text ?? string.Empty), $"set {name}");
    }

    private void SetOption(int option, ReadOnlySpan<byte> value, string name)
    {
        using ZmqSocketHold hold = Hold();
        fixed (byte* bytes = value)
        {
            while (ZmqThrow.IfFailedUnlessInterrupted(
                LibZmq.zmq_setsockopt(_handle, option, bytes, (nuint)value.Length), name))
            {
            }
        }
    }
}
