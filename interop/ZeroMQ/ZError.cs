using ZmqNative.Interop;

namespace ZeroMQ;

/// <summary>
/// An error of libzmq or of the system. Success is null: <see cref="None"/>. Each known number has
/// one object, so that errors can be compared with ==.
/// </summary>
public partial class ZError : ZSymbol
{
    // This field has no initialiser, because those of the other file fill it and may run before.
    private static Dictionary<int, (string Name, ZError Error)> s_known;

    private ZError(int number) : base(number)
    {
    }

    /// <summary>Success: null.</summary>
    public static new ZError None => null;

    internal static IEnumerable<ZError> All => s_known.Values.Select(known => known.Error);

    /// <summary>
    /// The error of the last failed call on this thread (zmq_errno). Exceptions and out parameters
    /// are safer, because other calls may have been made since, and libzmq 4.3.5 leaves EINVAL
    /// behind after an option was read successfully.
    /// </summary>
    public static ZError GetLastErr() => FromErrno(ZmqLibrary.LastErrorNumber());

    /// <summary>
    /// The error with a number of this platform: the object of a known error, or a new object.
    /// </summary>
    /// <param name="num">An errno of the system, or one of libzmq's own.</param>
    public static ZError FromErrno(int num) => s_known.TryGetValue(num, out var known) ? known.Error : new ZError(num);

    internal static ZError Of(ZmqException exception) => FromErrno(exception.ErrorNumber);

    internal static string NameOf(int number) => s_known.TryGetValue(number, out var known) ? known.Name : "<unknown>";

    private static ZError Known(string name)
    {
        ZError error = new(ErrorNames.NumberOf(name));
        (s_known ??= []).Add(error.Number, (name, error));
        return error;
    }
}
