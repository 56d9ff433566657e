using System.Diagnostics;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// What programs that lose sockets and contexts need: at the limit garbage is collected once, its finalisers close what was lost, and it
/// is tried again. libzmq closes sockets on a thread of its own, so the last step may take a moment.
/// </summary>
internal static class Exhausted
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    internal static T Retry<T>(Func<T> create)
    {
        long start = 0;
        while (true)
        {
            try
            {
                return create();
            }
            catch (ZmqException exception)
            {
                ZError error = ZError.Of(exception);
                if (error != ZError.EMFILE || (start != 0 && Stopwatch.GetElapsedTime(start) > s_patience))
                {
                    throw new ZException(error, null, exception);
                }
            }
            if (start == 0)
            {
                start = Stopwatch.GetTimestamp();
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }
}
