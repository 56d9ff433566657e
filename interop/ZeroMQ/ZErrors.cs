using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>Between the two forms every call has: an exception, or false and an error.</summary>
internal static class ZErrors
{
    /// <summary>Does something, and makes an error of the binding's exception.</summary>
    internal static bool Try(Action action, out ZError error)
    {
        try
        {
            action();
            error = ZError.None;
            return true;
        }
        catch (ZmqException exception)
        {
            error = ZError.Of(exception);
            return false;
        }
    }

    /// <summary>The error of a number the binding gave; 0 is none.</summary>
    internal static ZError Of(int number) => number == 0 ? ZError.None : ZError.FromErrno(number);

    internal static void Throw(bool worked, ZError error, string subject = null)
    {
        if (!worked)
        {
            throw new ZException(error, subject);
        }
    }
}
