using System.Runtime.Serialization;

namespace ZeroMQ;

/// <summary>A call to libzmq failed.</summary>
public class ZException : Exception
{
    /// <summary>Creates an exception without an error.</summary>
    protected ZException()
    {
    }

    /// <summary>Creates an exception from serialised data.</summary>
    /// <param name="info">The serialised data.</param>
    /// <param name="context">The source of the data.</param>
    [Obsolete("The runtime does not support this form of serialisation any more.", DiagnosticId = "SYSLIB0051")]
    protected ZException(SerializationInfo info, StreamingContext context) : base(info, context)
    {
    }

    /// <summary>Creates an exception for an error.</summary>
    /// <param name="errorSymbol">The error; may be null.</param>
    public ZException(ZError errorSymbol) : this(errorSymbol, null, null)
    {
    }

    /// <summary>Creates an exception for an error.</summary>
    /// <param name="errorSymbol">The error; may be null.</param>
    /// <param name="message">Text that is appended to the error's.</param>
    public ZException(ZError errorSymbol, string message) : this(errorSymbol, message, null)
    {
    }

    /// <summary>Creates an exception for an error.</summary>
    /// <param name="errorSymbol">The error; may be null.</param>
    /// <param name="message">Text that is appended to the error's.</param>
    /// <param name="inner">The exception that caused this one.</param>
    public ZException(ZError errorSymbol, string message, Exception inner)
        : base(string.Join(": ", new[] { errorSymbol?.ToString(), message }.Where(text => text is not null)), inner) =>
        Error = errorSymbol;

    /// <summary>The error; null if there is none.</summary>
    public ZError Error { get; }

    /// <summary>The number of <see cref="Error"/>; 0 if there is none.</summary>
    [Obsolete("Use Error property instead")]
    public int ErrNo => Error?.Number ?? 0;

    /// <summary>The name of <see cref="Error"/>; empty if there is none.</summary>
    [Obsolete("Use Error property instead")]
    public string ErrName => Error?.Name ?? string.Empty;

    /// <summary>The text of <see cref="Error"/>; empty if there is none.</summary>
    [Obsolete("Use Error property instead")]
    public string ErrText => Error?.Text ?? string.Empty;

    /// <summary>
    /// The message alone, which programs print; the stack is in <see cref="Exception.StackTrace"/>.
    /// </summary>
    public override string ToString() => Message;
}
