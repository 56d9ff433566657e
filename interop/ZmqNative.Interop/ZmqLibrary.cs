using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>The loaded libzmq: its version, its file and its capabilities.</summary>
/// <remarks>
/// It is loaded at first use, from the first of these: the path in the environment variable
/// ZMQNATIVE_LIBRARY_PATH; the path in AppContext "ZmqNative.LibraryPath"; the library beside the
/// program (runtimes/RID/native below it, its own folder, the folders of its packages); the library
/// beside this assembly (runtimes/RID/native below its folder, its folder), and the one its load
/// context finds, for plugins and scripts, where the program is only the host; the system's. If a
/// path is set, only that file is tried; a bare name instead of a path, such as libzmq.so.5, means
/// the system's. May be used from any thread.
/// </remarks>
public static unsafe class ZmqLibrary
{
    /// <summary>The oldest libzmq that is accepted: 4.3.2.</summary>
    public static readonly Version MinimumVersion = new(4, 3, 2);

    private static readonly Lock s_gate = new();
    private static volatile bool s_loaded;
    private static nint s_versionFunction;

    /// <summary>The version of the loaded libzmq (zmq_version).</summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static Version Version
    {
        get
        {
            EnsureLoaded();
            LibZmq.zmq_version(out int major, out int minor, out int patch);
            return new Version(major, minor, patch);
        }
    }

    /// <summary>
    /// The file that was loaded, as the operating system reports it; empty if it does not.
    /// </summary>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static string Path
    {
        get
        {
            EnsureLoaded();
            foreach (ProcessModule module in Process.GetCurrentProcess().Modules)
            {
                if (s_versionFunction >= module.BaseAddress
                    && s_versionFunction < module.BaseAddress + module.ModuleMemorySize)
                {
                    return module.FileName;
                }
            }
            return string.Empty;
        }
    }

    /// <summary>
    /// Whether the loaded libzmq was built with a capability (zmq_has): ipc, pgm, tipc,
    /// norm, curve, gssapi, draft.
    /// </summary>
    /// <param name="capability">The name.</param>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static bool Has(string capability)
    {
        CText.Check(capability, nameof(capability));
        EnsureLoaded();
        return LibZmq.zmq_has(capability) == 1;
    }

    /// <summary>
    /// libzmq's text for the error of its last failed call on this thread
    /// (zmq_strerror of zmq_errno).
    /// </summary>
    /// <remarks>As with <see cref="LastErrorNumber"/>, read it only after a failure.</remarks>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static string DescribeLastError() => DescribeError(LastErrorNumber());

    /// <summary>
    /// The error number of libzmq's last failed call on this thread (zmq_errno). Exceptions carry
    /// their own number, because other calls may have been made since.
    /// </summary>
    /// <remarks>
    /// It does not show whether a call failed: libzmq 4.3.5 sets 22 (EINVAL) after each option
    /// that it read successfully.
    /// </remarks>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static int LastErrorNumber()
    {
        EnsureLoaded();
        return LastError();
    }

    /// <summary>libzmq's text for an error number (zmq_strerror).</summary>
    /// <param name="error">An errno of this platform, or one of libzmq's own.</param>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static string DescribeError(int error)
    {
        EnsureLoaded();
        return Marshal.PtrToStringUTF8((nint)LibZmq.zmq_strerror(error)) ?? string.Empty;
    }

    /// <summary>
    /// The number of message parts of this process that were collected without disposal although
    /// their memory was lent. Their native memory is leaked, because a span over it may still be in
    /// use; the counter "zmqnative.interop.messages.leaked" of the meter "ZmqNative.Interop" has
    /// the same value. May be read from any thread.
    /// </summary>
    public static long LeakedMessages => MessageHandle.Leaked;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int LastError() => LibZmq.zmq_errno();

    /// <summary>
    /// Loads libzmq unless it is loaded. Every possible first call calls this, so that no
    /// static constructor can fail.
    /// </summary>
    internal static void EnsureLoaded()
    {
        if (!s_loaded)
        {
            Load();
        }
    }

    private static void Load()
    {
        lock (s_gate)
        {
            if (s_loaded)
            {
                return;
            }
            nint library = LibraryLoader.Load(MinimumVersion);
            s_versionFunction = NativeLibrary.GetExport(library, nameof(LibZmq.zmq_version));
            LibZmq.BindQuickCalls(library);
            NativeLibrary.SetDllImportResolver(
                typeof(LibZmq).Assembly, (name, _, _) => name == LibZmq.Library ? library : 0);
            s_loaded = true;
            InteropTelemetry.Start();
        }
    }
}
