using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ZmqNative.Cli;

/// <summary>
/// Standard output as a pipe. The console's own stream passes over writes that find no reader
/// (EPIPE), so that a command behind <c>| head</c> would never end.
/// </summary>
/// <param name="pipe">The pipe.</param>
/// <param name="onReaderGone">Called by the first write that finds no reader.</param>
internal sealed class StandardOutput(Stream pipe, Action onReaderGone) : Stream
{
    private const int Descriptor = 1;
    private const int BrokenPipe = 32;

    private bool _isReaderGone;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Where the process writes: to be used for bytes; text goes to <see cref="Console.Out"/>.
    /// </summary>
    internal static Stream Current { get; private set; } = Console.OpenStandardOutput();

    /// <summary>
    /// Makes writes notice that the reader is gone. Terminals and files have none; and a file,
    /// which standard error may share, has to be written at the position that both have.
    /// </summary>
    /// <param name="onReaderGone">Called by the first write that finds no reader.</param>
    internal static void Watch(Action onReaderGone)
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return;
        }
        try
        {
            FileStream output = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!output.CanSeek)
            {
                Current = new StandardOutput(output, onReaderGone);
                Console.SetOut(TextWriter.Synchronized(
                    new StreamWriter(Current, new UTF8Encoding(false)) { AutoFlush = true }));
            }
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // The process was started without a standard output.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isReaderGone)
        {
            return;
        }
        try
        {
            pipe.Write(buffer);
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            _isReaderGone = true;
            onReaderGone();
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
