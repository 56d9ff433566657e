namespace ZeroMQ;

// Numbers of errno.h: one where all systems agree, else those of Linux, Windows and macOS. zmq.h adds its own to ZMQ_HAUSNUMERO.
public partial class ZError
{
    private const int Hausnumero = 156384712;

    /// <summary>E2BIG: an argument list is too long.</summary>
    public static readonly ZError E2BIG = Known(nameof(E2BIG), 7);

    /// <summary>EACCES: no permission.</summary>
    public static readonly ZError EACCES = Known(nameof(EACCES), 13);

    /// <summary>EADDRINUSE: the address is in use.</summary>
    public static readonly ZError EADDRINUSE = Known(nameof(EADDRINUSE), 98, 100, 48);

    /// <summary>EADDRNOTAVAIL: no such address on this machine.</summary>
    public static readonly ZError EADDRNOTAVAIL = Known(nameof(EADDRNOTAVAIL), 99, 101, 49);

    /// <summary>EAFNOSUPPORT: the address family is not supported.</summary>
    public static readonly ZError EAFNOSUPPORT = Known(nameof(EAFNOSUPPORT), 97, 102, 47);

    /// <summary>EAGAIN: nothing to receive, or no room to send, in time.</summary>
    public static readonly ZError EAGAIN = Known(nameof(EAGAIN), 11, 11, 35);

    /// <summary>EBADF: not a file descriptor.</summary>
    public static readonly ZError EBADF = Known(nameof(EBADF), 9);

    /// <summary>EBUSY: busy.</summary>
    public static readonly ZError EBUSY = Known(nameof(EBUSY), 16);

    /// <summary>ECHILD: no child process.</summary>
    public static readonly ZError ECHILD = Known(nameof(ECHILD), 10);

    /// <summary>ECONNABORTED: the connection was aborted.</summary>
    public static readonly ZError ECONNABORTED = Known(nameof(ECONNABORTED), 103, 106, 53);

    /// <summary>ECONNREFUSED: the connection was refused.</summary>
    public static readonly ZError ECONNREFUSED = Known(nameof(ECONNREFUSED), 111, 107, 61);

    /// <summary>ECONNRESET: the connection was reset.</summary>
    public static readonly ZError ECONNRESET = Known(nameof(ECONNRESET), 104, 108, 54);

    /// <summary>EDOM: an argument is outside of the domain.</summary>
    public static readonly ZError EDOM = Known(nameof(EDOM), 33);

    /// <summary>EEXIST: it exists already.</summary>
    public static readonly ZError EEXIST = Known(nameof(EEXIST), 17);

    /// <summary>EFAULT: a bad address in memory.</summary>
    public static readonly ZError EFAULT = Known(nameof(EFAULT), 14);

    /// <summary>EFBIG: a file is too large.</summary>
    public static readonly ZError EFBIG = Known(nameof(EFBIG), 27);

    /// <summary>EFSM: not possible in the socket's present state, as a REQ socket that sends twice.</summary>
    public static readonly ZError EFSM = Known(nameof(EFSM), Hausnumero + 51);

    /// <summary>EHOSTUNREACH: the peer cannot be reached.</summary>
    public static readonly ZError EHOSTUNREACH = Known(nameof(EHOSTUNREACH), 113, 110, 65);

    /// <summary>EINPROGRESS: under way.</summary>
    public static readonly ZError EINPROGRESS = Known(nameof(EINPROGRESS), 115, 112, 36);

    /// <summary>EINTR: a signal came first.</summary>
    public static readonly ZError EINTR = Known(nameof(EINTR), 4);

    /// <summary>EINVAL: an invalid argument.</summary>
    public static readonly ZError EINVAL = Known(nameof(EINVAL), 22);

    /// <summary>EIO: input or output failed.</summary>
    public static readonly ZError EIO = Known(nameof(EIO), 5);

    /// <summary>EISDIR: it is a directory.</summary>
    public static readonly ZError EISDIR = Known(nameof(EISDIR), 21);

    /// <summary>EMFILE: the limit of open sockets or files is reached.</summary>
    public static readonly ZError EMFILE = Known(nameof(EMFILE), 24);

    /// <summary>EMLINK: too many links.</summary>
    public static readonly ZError EMLINK = Known(nameof(EMLINK), 31);

    /// <summary>EMSGSIZE: the message is too long.</summary>
    public static readonly ZError EMSGSIZE = Known(nameof(EMSGSIZE), 90, 115, 40);

    /// <summary>EMTHREAD: no I/O thread.</summary>
    public static readonly ZError EMTHREAD = Known(nameof(EMTHREAD), Hausnumero + 54);

    /// <summary>ENETDOWN: the network is down.</summary>
    public static readonly ZError ENETDOWN = Known(nameof(ENETDOWN), 100, 116, 50);

    /// <summary>ENETRESET: the network dropped the connection.</summary>
    public static readonly ZError ENETRESET = Known(nameof(ENETRESET), 102, 117, 52);

    /// <summary>ENETUNREACH: the network cannot be reached.</summary>
    public static readonly ZError ENETUNREACH = Known(nameof(ENETUNREACH), 101, 118, 51);

    /// <summary>ENFILE: the system has too many files open.</summary>
    public static readonly ZError ENFILE = Known(nameof(ENFILE), 23);

    /// <summary>ENOBUFS: no buffer space.</summary>
    public static readonly ZError ENOBUFS = Known(nameof(ENOBUFS), 105, 119, 55);

    /// <summary>ENOCOMPATPROTO: the protocol does not fit the socket type.</summary>
    public static readonly ZError ENOCOMPATPROTO = Known(nameof(ENOCOMPATPROTO), Hausnumero + 52);

    /// <summary>ENODEV: no such device.</summary>
    public static readonly ZError ENODEV = Known(nameof(ENODEV), 19);

    /// <summary>ENOENT: no such file, or the endpoint is not in use.</summary>
    public static readonly ZError ENOENT = Known(nameof(ENOENT), 2);

    /// <summary>ENOEXEC: not a program.</summary>
    public static readonly ZError ENOEXEC = Known(nameof(ENOEXEC), 8);

    /// <summary>ENOMEM: no memory.</summary>
    public static readonly ZError ENOMEM = Known(nameof(ENOMEM), 12);

    /// <summary>ENOSPC: no space left.</summary>
    public static readonly ZError ENOSPC = Known(nameof(ENOSPC), 28);

    /// <summary>ENOTBLK: a block device is needed; Windows does not have it.</summary>
    public static readonly ZError ENOTBLK = Known(nameof(ENOTBLK), 15);

    /// <summary>ENOTCONN: not connected.</summary>
    public static readonly ZError ENOTCONN = Known(nameof(ENOTCONN), 107, 126, 57);

    /// <summary>ENOTDIR: not a directory.</summary>
    public static readonly ZError ENOTDIR = Known(nameof(ENOTDIR), 20);

    /// <summary>ENOTSOCK: not a socket.</summary>
    public static readonly ZError ENOTSOCK = Known(nameof(ENOTSOCK), 88, 128, 38);

    /// <summary>ENOTSUP: not supported.</summary>
    public static readonly ZError ENOTSUP = Known(nameof(ENOTSUP), 95, 129, 45);

    /// <summary>ENOTTY: not a terminal.</summary>
    public static readonly ZError ENOTTY = Known(nameof(ENOTTY), 25);

    /// <summary>ENXIO: no such device or address.</summary>
    public static readonly ZError ENXIO = Known(nameof(ENXIO), 6);

    /// <summary>EPERM: not permitted.</summary>
    public static readonly ZError EPERM = Known(nameof(EPERM), 1);

    /// <summary>EPIPE: the pipe is broken.</summary>
    public static readonly ZError EPIPE = Known(nameof(EPIPE), 32);

    /// <summary>EPROTONOSUPPORT: the protocol is not supported.</summary>
    public static readonly ZError EPROTONOSUPPORT = Known(nameof(EPROTONOSUPPORT), 93, 135, 43);

    /// <summary>ERANGE: the result is too large.</summary>
    public static readonly ZError ERANGE = Known(nameof(ERANGE), 34);

    /// <summary>EROFS: the file system is read-only.</summary>
    public static readonly ZError EROFS = Known(nameof(EROFS), 30);

    /// <summary>ESPIPE: not seekable.</summary>
    public static readonly ZError ESPIPE = Known(nameof(ESPIPE), 29);

    /// <summary>ESRCH: no such process.</summary>
    public static readonly ZError ESRCH = Known(nameof(ESRCH), 3);

    /// <summary>ETERM: the context was shut down.</summary>
    public static readonly ZError ETERM = Known(nameof(ETERM), Hausnumero + 53);

    /// <summary>ETIMEDOUT: the time ran out.</summary>
    public static readonly ZError ETIMEDOUT = Known(nameof(ETIMEDOUT), 110, 138, 60);

    /// <summary>ETXTBSY: the program's file is in use.</summary>
    public static readonly ZError ETXTBSY = Known(nameof(ETXTBSY), 26, 139, 26);

    /// <summary>EXDEV: a link across devices.</summary>
    public static readonly ZError EXDEV = Known(nameof(EXDEV), 18);
}
