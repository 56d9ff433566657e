namespace ZmqNative.Interop;

public sealed partial class ZmqSocket
{
    /// <summary>
    /// ZMQ_REQ_CORRELATE: whether each request carries a number that its reply has to repeat
    /// (default: false). It cannot be read back.
    /// </summary>
    /// <param name="correlate">Whether it does.</param>
    /// <exception cref="ZmqException">EINVAL: no REQ socket; ETERM: context shut down.</exception>
    public void SetRequestCorrelate(bool correlate) => SetOnly(LibZmq.ZMQ_REQ_CORRELATE, correlate ? 1 : 0);

    /// <summary>
    /// ZMQ_REQ_RELAXED: whether a new request may be sent before the last was answered, which is
    /// then abandoned (default: false). It cannot be read back.
    /// </summary>
    /// <param name="relaxed">Whether it may.</param>
    /// <remarks>
    /// Set <see cref="SetRequestCorrelate"/>, too, or a late reply is taken for
    /// that to the new request.
    /// </remarks>
    /// <exception cref="ZmqException">EINVAL: no REQ socket; ETERM: context shut down.</exception>
    public void SetRequestRelaxed(bool relaxed) => SetOnly(LibZmq.ZMQ_REQ_RELAXED, relaxed ? 1 : 0);
}
