namespace ZmqNative.Interop;

/// <summary>A libzmq call failed. Would-block and interruption are never exceptions.</summary>
public sealed class ZmqException : Exception
{
    internal ZmqException(int errorNumber, string errorText, string operation, string explanation = "")
        : base($"{operation}: {errorText} ({ErrorNames.Of(errorNumber)}){explanation}")
    {
        ErrorNumber = errorNumber;
        ErrorText = errorText;
    }

    /// <summary>
    /// The number zmq_errno returned: a C errno of this platform, or one of
    /// libzmq's own from 156384712 on.
    /// </summary>
    public int ErrorNumber { get; }

    /// <summary>
    /// The name of the number, which is the same on every system: "EADDRINUSE", "ETERM"; an
    /// unknown number as digits.
    /// </summary>
    public string ErrorName => ErrorNames.Of(ErrorNumber);

    /// <summary>The text of zmq_strerror for the number, and nothing else.</summary>
    public string ErrorText { get; }

    /// <summary>ETERM: context shut down; the socket can only be disposed of.</summary>
    public bool IsContextTerminated => ErrorNumber == LibZmq.ETERM;
}
