using System.Runtime.InteropServices;

namespace ZmqNative.Cli;

/// <summary>
/// The end of the process in order: by Ctrl-C or SIGTERM from the first line of the program on, and
/// when nobody reads its output any more.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    internal Termination()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    /// <summary>Cancelled when the process is to end.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>Asks for the end. Any thread; it does not wait.</summary>
    internal void Request() => _ = _end.CancelAsync();

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _end.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Request();
    }
}
