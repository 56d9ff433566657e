using System.Text;

namespace ZmqNative.Interop.Tests;

/// <summary>A context for each test. It is terminated with a deadline, so a socket that a test left open fails that test.</summary>
public abstract class SocketFixture
{
    protected const string AnyPort = "tcp://127.0.0.1:*";

    private readonly List<ZmqSocket> _sockets = [];

    protected ZmqContext Context { get; private set; } = null!;

    /// <summary>Whether each socket gets a monitor.</summary>
    protected virtual bool IsMonitored => false;

    [SetUp]
    public void OpenContext() => Context = new ZmqContext();

    [TearDown]
    public void CloseContext()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _sockets.Clear();
        if (Context is not null)
        {
            Within.Run(Context.Terminate);
            Context.Dispose();
        }
    }

    /// <summary>A socket that never waits longer than the deadline and is disposed of after the test.</summary>
    protected ZmqSocket Open(ZmqSocketType type)
    {
        ZmqSocket socket = new(Context, type);
        _sockets.Add(socket);
        socket.Linger = 0;
        if (IsMonitored)
        {
            _ = new ZmqMonitor(Context, socket, _ => { });
        }
        socket.ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds;
        return socket;
    }

    protected (ZmqSocket Left, ZmqSocket Right) OpenPair(string endpoint = "inproc://pair")
    {
        ZmqSocket left = Open(ZmqSocketType.Pair), right = Open(ZmqSocketType.Pair);
        left.Bind(endpoint);
        right.Connect(left.LastEndpoint);
        return (left, right);
    }

    protected ZmqSocket OpenPublisher(string endpoint = AnyPort)
    {
        ZmqSocket publisher = Open(ZmqSocketType.Publish);
        publisher.SendHighWatermark = 0;
        publisher.Bind(endpoint);
        return publisher;
    }

    /// <summary>A subscriber to everything of which is proved that the publisher knows it, and that nothing is left to receive.</summary>
    protected ZmqSocket OpenSubscriber(ZmqSocket publisher, int highWatermark = 0)
    {
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        subscriber.ReceiveHighWatermark = highWatermark;
        subscriber.Subscribe([]);
        subscriber.Connect(publisher.LastEndpoint);
        using ZmqMessage part = new();
        Within.Until(() => publisher.Send("?"u8) && subscriber.TryReceive(part), "the subscription to arrive");
        publisher.Send("!"u8);
        Within.Until(() => ReceiveText(subscriber) == "!", "the last probe");
        return subscriber;
    }

    protected static string ReceiveText(ZmqSocket socket) => Encoding.UTF8.GetString(ReceiveParts(socket).Single());

    /// <summary>One whole message.</summary>
    protected static List<byte[]> ReceiveParts(ZmqSocket socket)
    {
        List<byte[]> parts = [];
        using ZmqMessage part = new();
        do
        {
            Assert.That(socket.Receive(part), Is.True, "nothing arrived before the deadline");
            parts.Add(part.Span.ToArray());
        }
        while (part.HasMore);
        return parts;
    }

    protected static async Task Soon(Task task)
    {
        try
        {
            await task.WaitAsync(Within.Deadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Work that the pool has and does not do would be its own fault: it had some of that kind.
            Assert.Fail($"Not done within {Within.Deadline.TotalSeconds} s; the pool has {ThreadPool.PendingWorkItemCount} pieces of work and {ThreadPool.ThreadCount} threads; afterwards: {task.Status}.");
        }
    }

    protected static async Task<int> Soon(Task<int> task)
    {
        await Soon((Task)task).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    protected static Task Soon(ValueTask task) => Soon(task.AsTask());

    protected static Task<int> Soon(ValueTask<int> task) => Soon(task.AsTask());
}
