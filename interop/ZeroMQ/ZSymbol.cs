using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>A number of C's with its name: an error. Equal when the numbers are.</summary>
public class ZSymbol
{
    /// <summary>No symbol: null.</summary>
    public static readonly ZSymbol None;

    /// <summary>Makes a symbol of a number.</summary>
    /// <param name="errno">An error number.</param>
    protected internal ZSymbol(int errno) => Number = errno;

    /// <summary>The error number.</summary>
    public int Number { get; }

    /// <summary>Its name in C, or &lt;unknown&gt;.</summary>
    public string Name => ZError.NameOf(Number);

    /// <summary>What libzmq says of it (zmq_strerror).</summary>
    public string Text => ZmqLibrary.DescribeError(Number);

    /// <summary>False: a symbol that is there is not empty.</summary>
    [Obsolete("Compare with null.")]
    public bool IsEmpty() => this == None;

    /// <summary>The known symbols with a number whose names begin alike.</summary>
    /// <param name="ns">How the names begin, as "E".</param>
    /// <param name="num">The number.</param>
    public static IEnumerable<ZSymbol> Find(string ns, int num) =>
        ZError.All.Where(error => error.Number == num && error.Name.StartsWith(ns, StringComparison.Ordinal));

    /// <summary>The known symbols with a name.</summary>
    /// <param name="symbol">The name.</param>
    public static IEnumerable<ZSymbol> Find(string symbol) => ZError.All.Where(error => error.Name == symbol);

    /// <summary>Whether two are both null or have the same number.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static new bool Equals(object a, object b) => ReferenceEquals(a, b) || (a is not null && b is not null && a.Equals(b));

    /// <summary>The error number.</summary>
    /// <param name="errnum">A symbol.</param>
    /// <exception cref="NullReferenceException">It is null.</exception>
    public static implicit operator int(ZSymbol errnum) => errnum.Number;

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is ZSymbol other && other.Number == Number;

    /// <inheritdoc/>
    public override int GetHashCode() => Number;

    /// <summary>NAME(number): text.</summary>
    public override string ToString() => $"{Name}({Number}): {Text}";
}
