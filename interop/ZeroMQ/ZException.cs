using System.Runtime.Serialization;

namespace ZeroMQ;

/// <summary>A call of libzmq failed.</summary>
public class ZException : Exception
{
    /// <summary>Makes one without an error.</summary>
    protected ZException()
    {
    }

    /// <summary>Makes one of serialised data.</summary>
    /// <param name="info">The data.</param>
    /// <param name="context">Where it comes from.</param>
    [Obsolete("The runtime has given up this way of serialisation.", DiagnosticId = "SYSLIB0051")]
    protected ZException(SerializationInfo info, StreamingContext context) : base(info, context)
    {
    }

    /// <summary>Makes one of an error.</summary>
    /// <param name="errorSymbol">The error; null is allowed.</param>
    public ZException(ZError errorSymbol) : this(errorSymbol, null, null)
    {
    }

    /// <summary>Makes one of an error.</summary>
    /// <param name="errorSymbol">The error; null is allowed.</param>
    /// <param name="message">What to add to its text.</param>
    public ZException(ZError errorSymbol, string message) : this(errorSymbol, message, null)
    {
    }

    /// <summary>Makes one of an error.</summary>
    /// <param name="errorSymbol">The error; null is allowed.</param>
    /// <param name="message">What to add to its text.</param>
    /// <param name="inner">What led to it.</param>
    public ZException(ZError errorSymbol, string message, Exception inner)
        : base(string.Join(": ", new[] { errorSymbol?.ToString(), message }.Where(text => text is not null)), inner) => Error = errorSymbol;

    /// <summary>The error; null when there is none.</summary>
    public ZError Error { get; }

    /// <summary>Its number; 0 when there is none.</summary>
    [Obsolete("Use Error property instead")]
    public int ErrNo => Error?.Number ?? 0;

    /// <summary>Its name; empty when there is none.</summary>
    [Obsolete("Use Error property instead")]
    public string ErrName => Error?.Name ?? string.Empty;

    /// <summary>Its text; empty when there is none.</summary>
    [Obsolete("Use Error property instead")]
    public string ErrText => Error?.Text ?? string.Empty;

    /// <summary>The message alone, as programs print it; the stack is in <see cref="Exception.StackTrace"/>.</summary>
    public override string ToString() => Message;
}
