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

    internal static void Throw(bool worked, ZError error, string subject = null)
    {
        if (!worked)
        {
            throw new ZException(error, subject);
        }
    }
}
