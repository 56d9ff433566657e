using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// Converts between the two forms that every call has: an exception, or false and an error.
/// </summary>
internal static class ZErrors
{
    /// <summary>Runs an action and converts an exception of the binding to an error.</summary>
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

    /// <summary>The error of a number that the binding returned; 0 is success.</summary>
    internal static ZError Of(int number) => number == 0 ? ZError.None : ZError.FromErrno(number);

    internal static void Throw(bool worked, ZError error, string subject = null)
    {
        if (!worked)
        {
            throw new ZException(error, subject);
        }
    }
}
