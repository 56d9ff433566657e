using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Interop;

namespace ZeroMQ;

// Options by their number. A setter returns false if libzmq refuses the value; a getter throws. The
// properties throw in both directions.
public partial class ZSocket
{
    /// <summary>An option's value as bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <param name="size">The largest number of bytes.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read, or its value is longer; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out byte[] value, int size)
    {
        value = GetOptionBytes(option, size);
        return true;
    }

    /// <summary>An option's value as bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="size">The largest number of bytes.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read, or its value is longer; ETERM: the context was shut down.
    /// </exception>
    public byte[] GetOptionBytes(ZSocketOption option, int size = 256)
    {
        byte[] value = new byte[size];
        return value[..Get(option, value)];
    }

    /// <summary>An option's value as text (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value, without the terminating zero.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out string value)
    {
        value = GetOptionString(option);
        return true;
    }

    /// <summary>An option's value as text (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read; ETERM: the context was shut down.
    /// </exception>
    public string GetOptionString(ZSocketOption option)
    {
        Span<byte> value = stackalloc byte[1024];
        ReadOnlySpan<byte> text = value[..Get(option, value)];
        return Encoding.UTF8.GetString(text is [.., 0] ? text[..^1] : text);
    }

    /// <summary>Sets an option to bytes (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value; null is the same as <see cref="SetOptionNull"/>.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOption(ZSocketOption option, byte[] value) => Set(option, value, out _);

    /// <summary>Sets an option to text (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">
    /// The value, passed as UTF-8 without a terminating zero; null is the same as
    /// <see cref="SetOptionNull"/>.
    /// </param>
    /// <returns>Whether libzmq accepted the value.</returns>
    /// <exception cref="ArgumentException">
    /// The text has a zero byte, and the option's value is text.
    /// </exception>
    public bool SetOption(ZSocketOption option, string value) => Set(option, Utf8(option, value), out _);

    /// <summary>Sets an option to an empty value (zmq_setsockopt with a null pointer).</summary>
    /// <param name="option">The option.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOptionNull(ZSocketOption option) => Set(option, default, out _);

    /// <summary>An option's value as a number of 4 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out int value)
    {
        value = Get<int>(option);
        return true;
    }

    /// <summary>An option's value as a number of 4 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public int GetOptionInt32(ZSocketOption option) => Get<int>(option);

    /// <summary>Sets an option to a number of 4 bytes (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOption(ZSocketOption option, int value) => Set(option, Bytes(in value), out _);

    /// <summary>An option's value as a number of 4 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out uint value)
    {
        value = Get<uint>(option);
        return true;
    }

    /// <summary>An option's value as a number of 4 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public uint GetOptionUInt32(ZSocketOption option) => Get<uint>(option);

    /// <summary>Sets an option to a number of 4 bytes (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOption(ZSocketOption option, uint value) => Set(option, Bytes(in value), out _);

    /// <summary>An option's value as a number of 8 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out long value)
    {
        value = Get<long>(option);
        return true;
    }

    /// <summary>An option's value as a number of 8 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public long GetOptionInt64(ZSocketOption option) => Get<long>(option);

    /// <summary>Sets an option to a number of 8 bytes (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOption(ZSocketOption option, long value) => Set(option, Bytes(in value), out _);

    /// <summary>An option's value as a number of 8 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>True; failures are thrown.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public bool GetOption(ZSocketOption option, out ulong value)
    {
        value = Get<ulong>(option);
        return true;
    }

    /// <summary>An option's value as a number of 8 bytes (zmq_getsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ZException">
    /// EINVAL: the option cannot be read as such a number; ETERM: the context was shut down.
    /// </exception>
    public ulong GetOptionUInt64(ZSocketOption option) => Get<ulong>(option);

    /// <summary>Sets an option to a number of 8 bytes (zmq_setsockopt).</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether libzmq accepted the value.</returns>
    public bool SetOption(ZSocketOption option, ulong value) => Set(option, Bytes(in value), out _);

    private static ReadOnlySpan<byte> Bytes<T>(ref readonly T value) where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private T Get<T>(ZSocketOption option) where T : unmanaged
    {
        T value = default;
        _ = Get(option, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    private int Get(ZSocketOption option, Span<byte> value)
    {
        try
        {
            return Native.GetOption((int)option, value);
        }
        catch (ZmqException exception)
        {
            throw new ZException(ZError.Of(exception), $"get {option}", exception);
        }
    }

    private bool Set(ZSocketOption option, ReadOnlySpan<byte> value, out ZError error)
    {
        try
        {
            Native.SetOption((int)option, value);
            error = ZError.None;
            return true;
        }
        catch (ZmqException exception)
        {
            error = ZError.Of(exception);
            return false;
        }
    }

    // The properties set options here. Setting an option in a context that was shut down is
    // ignored, as clrzmq4 did, because programs do so while they clean up.
    private void Require(ZSocketOption option, ReadOnlySpan<byte> value)
    {
        if (!Set(option, value, out ZError error) && error != ZError.ETERM)
        {
            throw new ZException(error, $"set {option}");
        }
    }

    private void Require<T>(ZSocketOption option, T value) where T : unmanaged => Require(option, Bytes(in value));

    private void Require(ZSocketOption option, bool value) => Require(option, value ? 1 : 0);

    private void Require(ZSocketOption option, string value) => Require(option, Utf8(option, value));

    // In C a zero byte ends the text, so that a shorter name or password would be set than the one
    // given. Options whose value is bytes accept it.
    private static byte[] Utf8(ZSocketOption option, string value)
    {
        if (option is not (ZSocketOption.SUBSCRIBE or ZSocketOption.UNSUBSCRIBE or ZSocketOption.IDENTITY
            or ZSocketOption.CONNECT_RID or ZSocketOption.XPUB_WELCOME_MSG))
        {
            CText.Check(value ?? string.Empty, option.ToString());
        }
        return Encoding.UTF8.GetBytes(value ?? string.Empty);
    }

    // Timeout.InfiniteTimeSpan is -1, and so is a time longer than libzmq can hold, such as
    // TimeSpan.MaxValue.
    private void Require(ZSocketOption option, TimeSpan value) =>
        Require(option, value.TotalMilliseconds > int.MaxValue ? -1 : (int)value.TotalMilliseconds);

    private TimeSpan GetTime(ZSocketOption option) => TimeSpan.FromMilliseconds(Get<int>(option));
}
