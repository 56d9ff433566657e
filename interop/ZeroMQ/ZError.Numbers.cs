namespace ZeroMQ;

// The numbers come from the binding's table, ErrorNames.
public partial class ZError
{
    /// <summary>E2BIG: an argument list is too long.</summary>
    public static readonly ZError E2BIG = Known(nameof(E2BIG));

    /// <summary>EACCES: permission denied.</summary>
    public static readonly ZError EACCES = Known(nameof(EACCES));

    /// <summary>EADDRINUSE: the address is in use.</summary>
    public static readonly ZError EADDRINUSE = Known(nameof(EADDRINUSE));

    /// <summary>EADDRNOTAVAIL: this machine does not have the address.</summary>
    public static readonly ZError EADDRNOTAVAIL = Known(nameof(EADDRNOTAVAIL));

    /// <summary>EAFNOSUPPORT: the address family is not supported.</summary>
    public static readonly ZError EAFNOSUPPORT = Known(nameof(EAFNOSUPPORT));

    /// <summary>EAGAIN: nothing could be received, or there was no room to send, in time.</summary>
    public static readonly ZError EAGAIN = Known(nameof(EAGAIN));

    /// <summary>EBADF: not a file descriptor.</summary>
    public static readonly ZError EBADF = Known(nameof(EBADF));

    /// <summary>EBUSY: the resource is busy.</summary>
    public static readonly ZError EBUSY = Known(nameof(EBUSY));

    /// <summary>ECHILD: there is no child process.</summary>
    public static readonly ZError ECHILD = Known(nameof(ECHILD));

    /// <summary>ECONNABORTED: the connection was aborted.</summary>
    public static readonly ZError ECONNABORTED = Known(nameof(ECONNABORTED));

    /// <summary>ECONNREFUSED: the connection was refused.</summary>
    public static readonly ZError ECONNREFUSED = Known(nameof(ECONNREFUSED));

    /// <summary>ECONNRESET: the connection was reset.</summary>
    public static readonly ZError ECONNRESET = Known(nameof(ECONNRESET));

    /// <summary>EDOM: an argument is outside of the function's domain.</summary>
    public static readonly ZError EDOM = Known(nameof(EDOM));

    /// <summary>EEXIST: the file exists already.</summary>
    public static readonly ZError EEXIST = Known(nameof(EEXIST));

    /// <summary>EFAULT: an address in memory is not valid.</summary>
    public static readonly ZError EFAULT = Known(nameof(EFAULT));

    /// <summary>EFBIG: a file is too large.</summary>
    public static readonly ZError EFBIG = Known(nameof(EFBIG));

    /// <summary>
    /// EFSM: the call is not possible in the socket's present state, for example a REQ socket's
    /// second send without a receive.
    /// </summary>
    public static readonly ZError EFSM = Known(nameof(EFSM));

    /// <summary>EHOSTUNREACH: the peer is not connected or cannot be reached.</summary>
    public static readonly ZError EHOSTUNREACH = Known(nameof(EHOSTUNREACH));

    /// <summary>EINPROGRESS: the operation is in progress.</summary>
    public static readonly ZError EINPROGRESS = Known(nameof(EINPROGRESS));

    /// <summary>EINTR: a signal interrupted the call.</summary>
    public static readonly ZError EINTR = Known(nameof(EINTR));

    /// <summary>EINVAL: an argument is not valid.</summary>
    public static readonly ZError EINVAL = Known(nameof(EINVAL));

    /// <summary>EIO: input or output failed.</summary>
    public static readonly ZError EIO = Known(nameof(EIO));

    /// <summary>EISDIR: the file is a directory.</summary>
    public static readonly ZError EISDIR = Known(nameof(EISDIR));

    /// <summary>EMFILE: the limit of open sockets or files is reached.</summary>
    public static readonly ZError EMFILE = Known(nameof(EMFILE));

    /// <summary>EMLINK: there are too many links.</summary>
    public static readonly ZError EMLINK = Known(nameof(EMLINK));

    /// <summary>EMSGSIZE: the message is too long.</summary>
    public static readonly ZError EMSGSIZE = Known(nameof(EMSGSIZE));

    /// <summary>EMTHREAD: no I/O thread is available.</summary>
    public static readonly ZError EMTHREAD = Known(nameof(EMTHREAD));

    /// <summary>ENETDOWN: the network is down.</summary>
    public static readonly ZError ENETDOWN = Known(nameof(ENETDOWN));

    /// <summary>ENETRESET: the network dropped the connection.</summary>
    public static readonly ZError ENETRESET = Known(nameof(ENETRESET));

    /// <summary>ENETUNREACH: the network cannot be reached.</summary>
    public static readonly ZError ENETUNREACH = Known(nameof(ENETUNREACH));

    /// <summary>ENFILE: the system has too many files open.</summary>
    public static readonly ZError ENFILE = Known(nameof(ENFILE));

    /// <summary>ENOBUFS: no buffer space is available.</summary>
    public static readonly ZError ENOBUFS = Known(nameof(ENOBUFS));

    /// <summary>ENOCOMPATPROTO: the protocol does not fit the socket type.</summary>
    public static readonly ZError ENOCOMPATPROTO = Known(nameof(ENOCOMPATPROTO));

    /// <summary>ENODEV: there is no such device.</summary>
    public static readonly ZError ENODEV = Known(nameof(ENODEV));

    /// <summary>ENOENT: there is no such file, or the endpoint is not in use.</summary>
    public static readonly ZError ENOENT = Known(nameof(ENOENT));

    /// <summary>ENOEXEC: the file is not an executable program.</summary>
    public static readonly ZError ENOEXEC = Known(nameof(ENOEXEC));

    /// <summary>ENOMEM: there is not enough memory.</summary>
    public static readonly ZError ENOMEM = Known(nameof(ENOMEM));

    /// <summary>ENOSPC: no space is left on the device.</summary>
    public static readonly ZError ENOSPC = Known(nameof(ENOSPC));

    /// <summary>ENOTBLK: a block device is required. Windows does not have this error.</summary>
    public static readonly ZError ENOTBLK = Known(nameof(ENOTBLK));

    /// <summary>ENOTCONN: the socket is not connected.</summary>
    public static readonly ZError ENOTCONN = Known(nameof(ENOTCONN));

    /// <summary>ENOTDIR: the file is not a directory.</summary>
    public static readonly ZError ENOTDIR = Known(nameof(ENOTDIR));

    /// <summary>ENOTSOCK: this is not a socket.</summary>
    public static readonly ZError ENOTSOCK = Known(nameof(ENOTSOCK));

    /// <summary>ENOTSUP: the operation is not supported.</summary>
    public static readonly ZError ENOTSUP = Known(nameof(ENOTSUP));

    /// <summary>ENOTTY: this is not a terminal.</summary>
    public static readonly ZError ENOTTY = Known(nameof(ENOTTY));

    /// <summary>ENXIO: there is no such device or address.</summary>
    public static readonly ZError ENXIO = Known(nameof(ENXIO));

    /// <summary>EPERM: the operation is not permitted.</summary>
    public static readonly ZError EPERM = Known(nameof(EPERM));

    /// <summary>EPIPE: the pipe is broken.</summary>
    public static readonly ZError EPIPE = Known(nameof(EPIPE));

    /// <summary>EPROTONOSUPPORT: the protocol is not supported.</summary>
    public static readonly ZError EPROTONOSUPPORT = Known(nameof(EPROTONOSUPPORT));

    /// <summary>ERANGE: the result is too large.</summary>
    public static readonly ZError ERANGE = Known(nameof(ERANGE));

    /// <summary>EROFS: the file system is read-only.</summary>
    public static readonly ZError EROFS = Known(nameof(EROFS));

    /// <summary>ESPIPE: the file is not seekable.</summary>
    public static readonly ZError ESPIPE = Known(nameof(ESPIPE));

    /// <summary>ESRCH: there is no such process.</summary>
    public static readonly ZError ESRCH = Known(nameof(ESRCH));

    /// <summary>ETERM: the context was shut down.</summary>
    public static readonly ZError ETERM = Known(nameof(ETERM));

    /// <summary>ETIMEDOUT: the operation timed out.</summary>
    public static readonly ZError ETIMEDOUT = Known(nameof(ETIMEDOUT));

    /// <summary>ETXTBSY: the program's file is in use.</summary>
    public static readonly ZError ETXTBSY = Known(nameof(ETXTBSY));

    /// <summary>EXDEV: the link crosses devices.</summary>
    public static readonly ZError EXDEV = Known(nameof(EXDEV));
}
