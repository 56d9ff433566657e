using ZmqNative.Interop;

namespace ZeroMQ;

public sealed partial class ZContext
{
    /// <summary>
    /// ZMQ_IO_THREADS: threads for input and output; set before the first socket is created
    /// (default: 1).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int ThreadPoolSize
    {
        get => GetOption(ZContextOption.IO_THREADS);
        set => SetOption(ZContextOption.IO_THREADS, value);
    }

    /// <summary>
    /// ZMQ_MAX_SOCKETS: sockets that may be open at a time; set before the first socket is created
    /// (default: 1023).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It is not positive, or more than the system can watch.
    /// </exception>
    public int MaxSockets
    {
        get => GetOption(ZContextOption.MAX_SOCKETS);
        set => SetOption(ZContextOption.MAX_SOCKETS, value);
    }

    /// <summary>ZMQ_IPV6: whether sockets created afterwards use IPv6 (default: false).</summary>
    public bool IPv6Enabled
    {
        get => GetOption(ZContextOption.IPV6) != 0;
        set => SetOption(ZContextOption.IPV6, value ? 1 : 0);
    }

    /// <summary>Sets an option (zmq_ctx_set).</summary>
    /// <param name="option">The option.</param>
    /// <param name="optionValue">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// EINVAL: there is no such option, or the value is not valid.
    /// </exception>
    public void SetOption(ZContextOption option, int optionValue)
    {
        try
        {
            Native.SetOption((int)option, optionValue);
        }
        catch (ZmqException exception)
        {
            throw Refused(exception, option, $"{option} cannot be set to {optionValue}.");
        }
    }

    /// <summary>An option's value (zmq_ctx_get).</summary>
    /// <param name="option">The option.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// EINVAL: there is no such option, or it cannot be read.
    /// </exception>
    public int GetOption(ZContextOption option)
    {
        try
        {
            return Native.GetOption((int)option);
        }
        catch (ZmqException exception)
        {
            throw Refused(exception, option, $"{option} cannot be read.");
        }
    }

    private static Exception Refused(ZmqException exception, ZContextOption option, string message)
    {
        ZError error = ZError.Of(exception);
        return error == ZError.EINVAL
            ? new ArgumentOutOfRangeException(nameof(option), option, message)
            : new ZException(error, message, exception);
    }
}
