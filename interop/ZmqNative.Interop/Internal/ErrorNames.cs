using System.Collections.Frozen;

namespace ZmqNative.Interop;

/// <summary>
/// The names of error numbers, which are the same on every system although the numbers are not:
/// those of errno.h, and those that zmq.h adds from ZMQ_HAUSNUMERO on.
/// </summary>
internal static class ErrorNames
{
    private static readonly (string Name, int Linux, int Windows, int MacOS)[] s_rows =
    [
        ("E2BIG", 7, 7, 7),
        ("EACCES", 13, 13, 13),
        ("EADDRINUSE", 98, 100, 48),
        ("EADDRNOTAVAIL", 99, 101, 49),
        ("EAFNOSUPPORT", 97, 102, 47),
        ("EAGAIN", 11, 11, 35),
        ("EBADF", 9, 9, 9),
        ("EBUSY", 16, 16, 16),
        ("ECHILD", 10, 10, 10),
        ("ECONNABORTED", 103, 106, 53),
        ("ECONNREFUSED", 111, 107, 61),
        ("ECONNRESET", 104, 108, 54),
        ("EDOM", 33, 33, 33),
        ("EEXIST", 17, 17, 17),
        ("EFAULT", 14, 14, 14),
        ("EFBIG", 27, 27, 27),
        ("EFSM", LibZmq.ZMQ_HAUSNUMERO + 51, LibZmq.ZMQ_HAUSNUMERO + 51, LibZmq.ZMQ_HAUSNUMERO + 51),
        ("EHOSTUNREACH", 113, 110, 65),
        ("EINPROGRESS", 115, 112, 36),
        ("EINTR", 4, 4, 4),
        ("EINVAL", 22, 22, 22),
        ("EIO", 5, 5, 5),
        ("EISDIR", 21, 21, 21),
        ("EMFILE", 24, 24, 24),
        ("EMLINK", 31, 31, 31),
        ("EMSGSIZE", 90, 115, 40),
        ("EMTHREAD", LibZmq.ZMQ_HAUSNUMERO + 54, LibZmq.ZMQ_HAUSNUMERO + 54, LibZmq.ZMQ_HAUSNUMERO + 54),
        ("ENAMETOOLONG", 36, 38, 63),
        ("ENETDOWN", 100, 116, 50),
        ("ENETRESET", 102, 117, 52),
        ("ENETUNREACH", 101, 118, 51),
        ("ENFILE", 23, 23, 23),
        ("ENOBUFS", 105, 119, 55),
        ("ENOCOMPATPROTO", LibZmq.ZMQ_HAUSNUMERO + 52, LibZmq.ZMQ_HAUSNUMERO + 52, LibZmq.ZMQ_HAUSNUMERO + 52),
        ("ENODEV", 19, 19, 19),
        ("ENOENT", 2, 2, 2),
        ("ENOEXEC", 8, 8, 8),
        ("ENOMEM", 12, 12, 12),
        ("ENOSPC", 28, 28, 28),
        ("ENOTBLK", 15, 15, 15),
        ("ENOTCONN", 107, 126, 57),
        ("ENOTDIR", 20, 20, 20),
        ("ENOTSOCK", 88, 128, 38),
        ("ENOTSUP", 95, 129, 45),
        ("ENOTTY", 25, 25, 25),
        ("ENXIO", 6, 6, 6),
        ("EPERM", 1, 1, 1),
        ("EPIPE", 32, 32, 32),
        ("EPROTONOSUPPORT", 93, 135, 43),
        ("ERANGE", 34, 34, 34),
        ("EROFS", 30, 30, 30),
        ("ESPIPE", 29, 29, 29),
        ("ESRCH", 3, 3, 3),
        ("ETERM", LibZmq.ZMQ_HAUSNUMERO + 53, LibZmq.ZMQ_HAUSNUMERO + 53, LibZmq.ZMQ_HAUSNUMERO + 53),
        ("ETIMEDOUT", 110, 138, 60),
        ("ETXTBSY", 26, 139, 26),
        ("EXDEV", 18, 18, 18),
    ];

    private static readonly FrozenDictionary<int, string> s_names = s_rows.ToFrozenDictionary(Number, row => row.Name);

    private static readonly FrozenDictionary<string, int> s_numbers =
        s_rows.ToFrozenDictionary(row => row.Name, Number);

    /// <summary>The number of a name on this system.</summary>
    internal static int NumberOf(string name) => s_numbers[name];

    /// <summary>The name of a number on this system; an unknown one as digits.</summary>
    internal static string Of(int number) => s_names.TryGetValue(number, out string? name)
        ? name
        : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int Number((string Name, int Linux, int Windows, int MacOS) row) =>
        OperatingSystem.IsWindows() ? row.Windows : OperatingSystem.IsMacOS() ? row.MacOS : row.Linux;
}
