using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// Sends signals to the thread that makes it, without a pause, until it is disposed of on that thread. The signal has a handler, else the
/// kernel would not even interrupt a call for it. Linux only.
/// </summary>
internal sealed class SignalStorm : IDisposable
{
    /// <summary>SIGURG is ignored by default, so one that comes late does no harm. It has this number on every processor but a few old ones.</summary>
    private const int Signal = 23;

    private readonly Thread _sender;
    private volatile bool _over;
    private long _sent;

    internal SignalStorm()
    {
        // A handler runs between any two instructions, where managed code must not; abs takes an int, as a handler does, and does nothing.
        nint handler = NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(SignalStorm).Assembly, null), "abs");
        Handle(Signal, handler);
        nuint target = CurrentThread();
        _sender = new Thread(() => Send(target)) { IsBackground = true };
        _sender.Start();
    }

    /// <summary>So far; the kernel makes one of those that are still pending.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    public void Dispose()
    {
        _over = true;
        _sender.Join();
    }

    private void Send(nuint target)
    {
        while (!_over)
        {
            _ = Kill(target, Signal);
            Interlocked.Increment(ref _sent);
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Handle(int signal, nint handler);

    [DllImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint CurrentThread();

    [DllImport("libc", EntryPoint = "pthread_kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(nuint thread, int signal);
}
