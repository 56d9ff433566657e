using System.Diagnostics;
using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Retries a creation that fails because the limit of sockets or files is reached (EMFILE), after
/// one garbage collection: finalisers close the sockets and contexts that a program lost. libzmq
/// closes sockets on a thread of its own, so the retries go on for a short time.
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
