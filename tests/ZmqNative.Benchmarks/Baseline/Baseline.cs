using System.Diagnostics;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Benchmarks.Baseline;

/// <summary>The C++ of this folder, compiled here and loaded into this process, on the libzmq this process has.</summary>
internal static unsafe partial class Baseline
{
    private const string Library = "baseline";

    private static readonly string[] s_functions =
    [
        "send", "send_const", "recv", "msg_init", "msg_init_size", "msg_init_data", "msg_data", "msg_size", "msg_send", "msg_recv", "msg_more", "msg_close", "proxy",
    ];

    /// <summary>Compiles and loads it.</summary>
    /// <param name="compiler">A C++ compiler, as c++; null when another process has compiled it.</param>
    internal static void Load(string? compiler)
    {
        string folder = AppContext.BaseDirectory, library = Path.Combine(folder, "libbaseline.so");
        if (compiler is not null)
        {
            using Process process = Process.Start(compiler, ["-O2", "-shared", "-fPIC", "-o", library, .. Directory.GetFiles(Path.Combine(folder, "Baseline"), "*.cpp")]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{compiler} could not compile the baseline.");
            }
        }
        nint handle = NativeLibrary.Load(library);
        NativeLibrary.SetDllImportResolver(typeof(Baseline).Assembly, (name, _, _) => name == Library ? handle : 0);
        nint libzmq = NativeLibrary.Load(ZmqLibrary.Path);
        fixed (nint* table = Array.ConvertAll(s_functions, name => NativeLibrary.GetExport(libzmq, $"zmq_{name}")))
        {
            baseline_use(table);
        }
    }

    [LibraryImport(Library)]
    private static partial void baseline_use(nint* functions);

    /// <summary>Nanoseconds of processor time this thread has had.</summary>
    [LibraryImport(Library)]
    internal static partial long baseline_thread_time();

    /// <summary>Nanoseconds of processor time the process has had.</summary>
    [LibraryImport(Library)]
    internal static partial long baseline_process_time();

    [LibraryImport(Library)]
    internal static partial void baseline_send_buffers(nint socket, int count);

    [LibraryImport(Library)]
    internal static partial void baseline_receive_buffers(nint socket, int count);

    [LibraryImport(Library)]
    internal static partial void baseline_send_messages(nint socket, int count);

    [LibraryImport(Library)]
    internal static partial void baseline_receive_messages(nint socket, int count);
}
