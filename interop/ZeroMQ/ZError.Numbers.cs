namespace ZeroMQ;

// The numbers are the binding's: ErrorNames.
public partial class ZError
{
    /// <summary>E2BIG: an argument list is too long.</summary>
    public static readonly ZError E2BIG = Known(nameof(E2BIG));

    /// <summary>EACCES: no permission.</summary>
    public static readonly ZError EACCES = Known(nameof(EACCES));

    /// <summary>EADDRINUSE: the address is in use.</summary>
    public static readonly ZError EADDRINUSE = Known(nameof(EADDRINUSE));

    /// <summary>EADDRNOTAVAIL: no such address on this machine.</summary>
    public static readonly ZError EADDRNOTAVAIL = Known(nameof(EADDRNOTAVAIL));

    /// <summary>EAFNOSUPPORT: the address family is not supported.</summary>
    public static readonly ZError EAFNOSUPPORT = Known(nameof(EAFNOSUPPORT));

    /// <summary>EAGAIN: nothing to receive, or no room to send, in time.</summary>
    public static readonly ZError EAGAIN = Known(nameof(EAGAIN));

    /// <summary>EBADF: not a file descriptor.</summary>
    public static readonly ZError EBADF = Known(nameof(EBADF));

    /// <summary>EBUSY: busy.</summary>
    public static readonly ZError EBUSY = Known(nameof(EBUSY));

    /// <summary>ECHILD: no child process.</summary>
    public static readonly ZError ECHILD = Known(nameof(ECHILD));

    /// <summary>ECONNABORTED: the connection was aborted.</summary>
    public static readonly ZError ECONNABORTED = Known(nameof(ECONNABORTED));

    /// <summary>ECONNREFUSED: the connection was refused.</summary>
    public static readonly ZError ECONNREFUSED = Known(nameof(ECONNREFUSED));

    /// <summary>ECONNRESET: the connection was reset.</summary>
    public static readonly ZError ECONNRESET = Known(nameof(ECONNRESET));

    /// <summary>EDOM: an argument is outside of the domain.</summary>
    public static readonly ZError EDOM = Known(nameof(EDOM));

    /// <summary>EEXIST: it exists already.</summary>
    public static readonly ZError EEXIST = Known(nameof(EEXIST));

    /// <summary>EFAULT: a bad address in memory.</summary>
    public static readonly ZError EFAULT = Known(nameof(EFAULT));

    /// <summary>EFBIG: a file is too large.</summary>
    public static readonly ZError EFBIG = Known(nameof(EFBIG));

    /// <summary>EFSM: not possible in the socket's present state, as a REQ socket that sends twice.</summary>
    public static readonly ZError EFSM = Known(nameof(EFSM));

    /// <summary>EHOSTUNREACH: the peer cannot be reached.</summary>
    public static readonly ZError EHOSTUNREACH = Known(nameof(EHOSTUNREACH));

    /// <summary>EINPROGRESS: under way.</summary>
    public static readonly ZError EINPROGRESS = Known(nameof(EINPROGRESS));

    /// <summary>EINTR: a signal came first.</summary>
    public static readonly ZError EINTR = Known(nameof(EINTR));

    /// <summary>EINVAL: an invalid argument.</summary>
    public static readonly ZError EINVAL = Known(nameof(EINVAL));

    /// <summary>EIO: input or output failed.</summary>
    public static readonly ZError EIO = Known(nameof(EIO));

    /// <summary>EISDIR: it is a directory.</summary>
    public static readonly ZError EISDIR = Known(nameof(EISDIR));

    /// <summary>EMFILE: the limit of open sockets or files is reached.</summary>
    public static readonly ZError EMFILE = Known(nameof(EMFILE));

    /// <summary>EMLINK: too many links.</summary>
    public static readonly ZError EMLINK = Known(nameof(EMLINK));

    /// <summary>EMSGSIZE: the message is too long.</summary>
    public static readonly ZError EMSGSIZE = Known(nameof(EMSGSIZE));

    /// <summary>EMTHREAD: no I/O thread.</summary>
    public static readonly ZError EMTHREAD = Known(nameof(EMTHREAD));

    /// <summary>ENETDOWN: the network is down.</summary>
    public static readonly ZError ENETDOWN = Known(nameof(ENETDOWN));

    /// <summary>ENETRESET: the network dropped the connection.</summary>
    public static readonly ZError ENETRESET = Known(nameof(ENETRESET));

    /// <summary>ENETUNREACH: the network cannot be reached.</summary>
    public static readonly ZError ENETUNREACH = Known(nameof(ENETUNREACH));

    /// <summary>ENFILE: the system has too many files open.</summary>
    public static readonly ZError ENFILE = Known(nameof(ENFILE));

    /// <summary>ENOBUFS: no buffer space.</summary>
    public static readonly ZError ENOBUFS = Known(nameof(ENOBUFS));

    /// <summary>ENOCOMPATPROTO: the protocol does not fit the socket type.</summary>
    public static readonly ZError ENOCOMPATPROTO = Known(nameof(ENOCOMPATPROTO));

    /// <summary>ENODEV: no such device.</summary>
    public static readonly ZError ENODEV = Known(nameof(ENODEV));

    /// <summary>ENOENT: no such file, or the endpoint is not in use.</summary>
    public static readonly ZError ENOENT = Known(nameof(ENOENT));

    /// <summary>ENOEXEC: not a program.</summary>
    public static readonly ZError ENOEXEC = Known(nameof(ENOEXEC));

    /// <summary>ENOMEM: no memory.</summary>
    public static readonly ZError ENOMEM = Known(nameof(ENOMEM));

    /// <summary>ENOSPC: no space left.</summary>
    public static readonly ZError ENOSPC = Known(nameof(ENOSPC));

    /// <summary>ENOTBLK: a block device is needed; Windows does not have it.</summary>
    public static readonly ZError ENOTBLK = Known(nameof(ENOTBLK));

    /// <summary>ENOTCONN: not connected.</summary>
    public static readonly ZError ENOTCONN = Known(nameof(ENOTCONN));

    /// <summary>ENOTDIR: not a directory.</summary>
    public static readonly ZError ENOTDIR = Known(nameof(ENOTDIR));

    /// <summary>ENOTSOCK: not a socket.</summary>
    public static readonly ZError ENOTSOCK = Known(nameof(ENOTSOCK));

    /// <summary>ENOTSUP: not supported.</summary>
    public static readonly ZError ENOTSUP = Known(nameof(ENOTSUP));

    /// <summary>ENOTTY: not a terminal.</summary>
    public static readonly ZError ENOTTY = Known(nameof(ENOTTY));

    /// <summary>ENXIO: no such device or address.</summary>
    public static readonly ZError ENXIO = Known(nameof(ENXIO));

    /// <summary>EPERM: not permitted.</summary>
    public static readonly ZError EPERM = Known(nameof(EPERM));

    /// <summary>EPIPE: the pipe is broken.</summary>
    public static readonly ZError EPIPE = Known(nameof(EPIPE));

    /// <summary>EPROTONOSUPPORT: the protocol is not supported.</summary>
    public static readonly ZError EPROTONOSUPPORT = Known(nameof(EPROTONOSUPPORT));

    /// <summary>ERANGE: the result is too large.</summary>
    public static readonly ZError ERANGE = Known(nameof(ERANGE));

    /// <summary>EROFS: the file system is read-only.</summary>
    public static readonly ZError EROFS = Known(nameof(EROFS));

    /// <summary>ESPIPE: not seekable.</summary>
    public static readonly ZError ESPIPE = Known(nameof(ESPIPE));

    /// <summary>ESRCH: no such process.</summary>
    public static readonly ZError ESRCH = Known(nameof(ESRCH));

    /// <summary>ETERM: the context was shut down.</summary>
    public static readonly ZError ETERM = Known(nameof(ETERM));

    /// <summary>ETIMEDOUT: the time ran out.</summary>
    public static readonly ZError ETIMEDOUT = Known(nameof(ETIMEDOUT));

    /// <summary>ETXTBSY: the program's file is in use.</summary>
    public static readonly ZError ETXTBSY = Known(nameof(ETXTBSY));

    /// <summary>EXDEV: a link across devices.</summary>
    public static readonly ZError EXDEV = Known(nameof(EXDEV));
}
