using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>
/// Turns C results into exceptions. It reads errno first, before anything else can change it.
/// </summary>
internal static unsafe class ZmqThrow
{
    /// <summary>Throws if the result is -1.</summary>
    internal static void IfFailed(int result, string operation, string? subject = null)
    {
        if (result == -1)
        {
            Throw(ZmqLibrary.LastError(), operation, subject);
        }
    }

    /// <summary>Throws unless the error, read by <see cref="ErrorOf"/>, is 0.</summary>
    internal static void IfError(int error, string operation, string? subject = null)
    {
        if (error != 0)
        {
            Throw(error, operation, subject);
        }
    }

    /// <summary>
    /// Returns true to call again, because a signal came first (EINTR); throws for any other -1.
    /// libzmq processes commands of its other threads before it does anything, and a signal
    /// interrupts that: nothing is done yet then, even in calls whose manual does not list EINTR.
    /// </summary>
    internal static bool IfFailedUnlessInterrupted(int result, string operation, string? subject = null)
    {
        if (result != -1)
        {
            return false;
        }
        int error = ZmqLibrary.LastError();
        if (error != LibZmq.EINTR)
        {
            Throw(error, operation, subject);
        }
        return true;
    }

    /// <summary>Throws if a create call returned no handle.</summary>
    internal static void IfInvalid(SafeHandle handle, string operation)
    {
        if (handle.IsInvalid)
        {
            Throw(ZmqLibrary.LastError(), operation, subject: null);
        }
    }

    /// <summary>The error number of a call: 0 after a success.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ErrorOf(int result) => result == -1 ? ZmqLibrary.LastError() : 0;

    /// <summary>
    /// After a failed send or receive that was not interrupted: false for
    /// would-block (EAGAIN), else throws.
    /// </summary>
    internal static bool WouldBlock(int error, string operation)
    {
        if (error != LibZmq.EAGAIN)
        {
            Throw(error, operation, subject: null);
        }
        return false;
    }

    /// <summary>
    /// After a failed poll or proxy: true to call again (EINTR), false for
    /// would-block (EAGAIN), else throws.
    /// </summary>
    internal static bool Interrupted(string operation)
    {
        int error = ZmqLibrary.LastError();
        if (error == LibZmq.EINTR)
        {
            return true;
        }
        if (error == LibZmq.EAGAIN)
        {
            return false;
        }
        Throw(error, operation, subject: null);
        return false;
    }

    /// <summary>Creates the exception for an error.</summary>
    internal static ZmqException Make(int error, string operation) =>
        new(error, ZmqLibrary.DescribeError(error), operation);

    [DoesNotReturn]
    private static void Throw(int error, string operation, string? subject) =>
        throw Make(error, subject is null ? operation : $"{operation} {subject}");
}
