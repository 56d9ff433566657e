namespace ZeroMQ.Tests;

/// <summary>A context and two sockets that are connected; nothing waits longer than ten seconds.</summary>
internal sealed class Sockets : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    internal Sockets(ZSocketType first = ZSocketType.PAIR, ZSocketType second = ZSocketType.PAIR, string endpoint = "inproc://pair", Action<ZSocket, ZSocket>? setUp = null)
    {
        First = Patient(new ZSocket(Context, first));
        Second = Patient(new ZSocket(Context, second));
        setUp?.Invoke(First, Second);
        First.Bind(endpoint);
        Second.Connect(First.LastEndpoint);
    }

    internal ZContext Context { get; } = new();

    internal ZSocket First { get; }

    internal ZSocket Second { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        Context.Dispose();
    }

    internal static ZSocket Patient(ZSocket socket)
    {
        socket.ReceiveTimeout = Deadline;
        socket.SendTimeout = Deadline;
        socket.Linger = TimeSpan.Zero;
        return socket;
    }
}
