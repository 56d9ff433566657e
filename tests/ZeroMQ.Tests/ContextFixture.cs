namespace ZeroMQ.Tests;

/// <summary>A context for each test. It is disposed of with a deadline, so a socket that something left open fails its test.</summary>
public abstract class ContextFixture
{
    protected const string AnyPort = "tcp://127.0.0.1:*";

    private readonly Stack<IDisposable> _owned = new();

    protected ZContext Context { get; private set; } = null!;

    [SetUp]
    public void OpenContext() => Context = new ZContext();

    [TearDown]
    public void CloseContext()
    {
        while (_owned.TryPop(out IDisposable? one))
        {
            Within.Run(one.Dispose);
        }
        if (Context is not null)
        {
            Within.Run(Context.Terminate);
            Context.Dispose();
        }
    }

    /// <summary>A socket that never waits longer than the deadline and is disposed of after the test.</summary>
    protected ZSocket Open(ZSocketType type)
    {
        ZSocket socket = Own(new ZSocket(Context, type));
        (socket.Linger, socket.ReceiveTimeout, socket.SendTimeout) = (TimeSpan.Zero, Within.Deadline, Within.Deadline);
        return socket;
    }

    /// <summary>Disposed of after the test, the newest first.</summary>
    protected T Own<T>(T one) where T : IDisposable
    {
        _owned.Push(one);
        return one;
    }

    /// <summary>The frames of one message as text, with bars between.</summary>
    protected static string ReceiveText(ZSocket socket)
    {
        using ZMessage message = socket.ReceiveMessage();
        return string.Join('|', message.Select(frame => frame.ReadString()));
    }

    protected static void SendText(ZSocket socket, params string[] frames)
    {
        using ZMessage message = new(frames.Select(text => new ZFrame(text)));
        socket.Send(message);
    }
}
