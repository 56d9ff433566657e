using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>Becomes readable when a token is cancelled, so that a poll ends at once.</summary>
internal sealed class CancellationSocket : IDisposable
{
    private static long s_count;

    private readonly ZSocket _sender;
    private readonly ZSocket _receiver;
    private readonly CancellationTokenRegistration _registration;

    /// <exception cref="ZException">ETERM: the context was shut down; EMFILE: its socket limit is reached.</exception>
    internal CancellationSocket(ZContext context, CancellationToken token)
    {
        string endpoint = $"inproc://zeromq.cancellation.{Interlocked.Increment(ref s_count)}";
        _receiver = new ZSocket(context, ZSocketType.PAIR);
        try
        {
            _sender = new ZSocket(context, ZSocketType.PAIR);
            _receiver.Bind(endpoint);
            _sender.Connect(endpoint);
        }
        catch
        {
            _sender?.Dispose();
            _receiver.Dispose();
            throw;
        }
        _registration = token.Register(Tell);
    }

    /// <summary>For a <see cref="ZmqPoller"/>; what it receives means nothing.</summary>
    internal ZmqSocket Native => _receiver.Native;

    public void Dispose()
    {
        // Waits for a Tell under way.
        _registration.Dispose();
        _sender.Dispose();
        _receiver.Dispose();
    }

    private void Tell()
    {
        try
        {
            _ = _sender.Native.Send([], wait: false);
        }
        catch (ZmqException)
        {
            // The context was shut down, which ends a poll too.
        }
    }
}
