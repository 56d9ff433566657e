using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// A number of C with its name: an error. Symbols are equal if their numbers are.
/// </summary>
public class ZSymbol
{
    /// <summary>The absence of a symbol: null.</summary>
    public static readonly ZSymbol None;

    /// <summary>Creates a symbol for a number.</summary>
    /// <param name="errno">An error number.</param>
    protected internal ZSymbol(int errno) => Number = errno;

    /// <summary>The error number.</summary>
    public int Number { get; }

    /// <summary>The name of the number in C, or &lt;unknown&gt;.</summary>
    public string Name => ZError.NameOf(Number);

    /// <summary>The description of the number by libzmq (zmq_strerror).</summary>
    public string Text => ZmqLibrary.DescribeError(Number);

    /// <summary>False, because a symbol that is not null is not empty.</summary>
    [Obsolete("Compare with null.")]
    public bool IsEmpty() => this == None;

    /// <summary>
    /// The known symbols with a number, of those whose names begin with a prefix.
    /// </summary>
    /// <param name="ns">The prefix, for example "E".</param>
    /// <param name="num">The number.</param>
    public static IEnumerable<ZSymbol> Find(string ns, int num) =>
        ZError.All.Where(error => error.Number == num && error.Name.StartsWith(ns, StringComparison.Ordinal));

    /// <summary>The known symbols with a name.</summary>
    /// <param name="symbol">The name, for example EAGAIN.</param>
    public static IEnumerable<ZSymbol> Find(string symbol) => ZError.All.Where(error => error.Name == symbol);

    /// <summary>Whether both objects are null or have the same number.</summary>
    /// <param name="a">An object.</param>
    /// <param name="b">The object to compare with.</param>
    public static new bool Equals(object a, object b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.Equals(b));

    /// <summary>The error number.</summary>
    /// <param name="errnum">A symbol.</param>
    /// <exception cref="NullReferenceException">The symbol is null.</exception>
    public static implicit operator int(ZSymbol errnum) => errnum.Number;

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is ZSymbol other && other.Number == Number;

    /// <inheritdoc/>
    public override int GetHashCode() => Number;

    /// <summary>The symbol as NAME(number): text.</summary>
    public override string ToString() => $"{Name}({Number}): {Text}";
}
