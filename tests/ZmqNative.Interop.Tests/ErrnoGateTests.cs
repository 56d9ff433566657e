namespace ZmqNative.Interop.Tests;

public class ErrnoGateTests : SocketFixture
{
    private const int Calls = 3000;

    /// <summary>A garbage collection stops threads where they come back from C, which is just before errno is read.</summary>
    [Test]
    public void Every_failure_keeps_its_own_errno_while_others_allocate_and_collect()
    {
        string taken = OpenPublisher().LastEndpoint;
        ZmqSocket options = Open(ZmqSocketType.Publish), busy = Open(ZmqSocketType.Publish), unknown = Open(ZmqSocketType.Publish);
        ZmqSocket longPath = Open(ZmqSocketType.Publish), empty = Open(ZmqSocketType.Subscribe);
        using ZmqMessage part = new();
        Action[] calls =
        [
            () => options.SendHighWatermark = -1,
            () => busy.Bind(taken),
            () => unknown.Bind("foo://x"),
            // Longer than the marshaller's buffer on the stack, so the string is freed between the call and the reading of errno.
            () => longPath.Bind("ipc:///" + new string('x', 400)),
            () => Assert.That(empty.TryReceive(part), Is.False),
        ];
        int?[] expected = [.. calls.Select(ErrorOf)];
        Assert.That(expected, Is.Unique.And.Exactly(1).Null);
        using CancellationTokenSource done = new();
        Task[] noise = [Within.Start(() => Collect(done.Token)), Within.Start(() => Collect(done.Token))];

        int?[][] seen = new int?[calls.Length][];
        Within.Run([.. calls.Select((call, i) => (Action)(() => seen[i] = [.. Enumerable.Repeat(call, Calls).Select(ErrorOf).Distinct()]))]);

        done.Cancel();
        Within.Run(() => Task.WaitAll(noise));
        Assert.That(seen, Is.EqualTo(expected.Select(error => new[] { error })));
    }

    [Test]
    public void A_receive_that_runs_out_of_time_is_no_exception()
    {
        ZmqSocket socket = Open(ZmqSocketType.Subscribe);
        socket.ReceiveTimeout = 1;
        using ZmqMessage part = new();
        Assert.That(socket.Receive(part), Is.False);
        Assert.That(socket.TryReceive(part), Is.False);
    }

    [Test]
    public void An_exception_tells_number_text_and_operation_apart()
    {
        ZmqSocket socket = Open(ZmqSocketType.Publish);
        var exception = Assert.Throws<ZmqException>(() => socket.Bind("udp://127.0.0.1:9"));
        Assert.That(exception!.ErrorNumber, Is.EqualTo(LibZmq.ZMQ_HAUSNUMERO + 52), "ENOCOMPATPROTO");
        Assert.That(exception.ErrorText, Is.EqualTo("The protocol is not compatible with the socket type"));
        Assert.That(exception.Message, Is.EqualTo("bind udp://127.0.0.1:9: The protocol is not compatible with the socket type (ENOCOMPATPROTO)"));
        Assert.That(exception.IsContextTerminated, Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_blocked_receive_is_woken_with_ETERM_by(bool shutdown)
    {
        ZmqContext context = new();
        using ZmqSocket socket = new(context, ZmqSocketType.Subscribe) { ReceiveTimeout = (int)Within.Deadline.TotalMilliseconds };
        using ManualResetEventSlim receiving = new();
        Task<bool> terminated = Task.Factory.StartNew(() => IsTerminated(socket, receiving), TaskCreationOptions.LongRunning);
        Within.Run(() => receiving.Wait(Within.Deadline));
        Within.Run(shutdown ? context.Shutdown : context.Dispose);
        Within.Run(() => Assert.That(terminated.Result, Is.True));
        context.Dispose();
    }

    private static bool IsTerminated(ZmqSocket socket, ManualResetEventSlim receiving)
    {
        using ZmqMessage part = new();
        receiving.Set();
        try
        {
            return socket.Receive(part);
        }
        catch (ZmqException exception)
        {
            return exception.IsContextTerminated;
        }
    }

    private static int? ErrorOf(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (ZmqException exception)
        {
            return exception.ErrorNumber;
        }
    }

    private static void Collect(CancellationToken done)
    {
        List<byte[]> garbage = [];
        while (!done.IsCancellationRequested)
        {
            garbage.Add(new byte[10_000]);
            if (garbage.Count == 100)
            {
                garbage.Clear();
                GC.Collect(0);
            }
        }
    }
}
