using System.Text;
using ZmqNative.History;
using ZmqNative.Interop;
using ZmqNative.Link;
using ZmqNative.Queries;
using ZmqNative.Work;

namespace ZmqNative.Tests.Security;

/// <summary>A part beyond the limits of docs/security.md ends its connection, at each socket that Core does not have.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OversizedPartTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    [Test]
    public void A_history_ends_the_connection()
    {
        using HistoryServer server = new(new HistoryOptions { Address = Anywhere });
        server.Start();
        AssertEnded(ZmqSocketType.Dealer, server.Endpoint!, 1 << 20);
    }

    [Test]
    public void A_broker_ends_the_connection()
    {
        using WorkBroker server = new(new WorkBrokerOptions { Address = Anywhere });
        AssertEnded(ZmqSocketType.Dealer, server.Address, 1 << 20);
    }

    [Test]
    public void A_link_ends_the_connection()
    {
        using NodeLink server = new(new NodeLinkOptions { Bind = Anywhere });
        AssertEnded(ZmqSocketType.Pair, server.Address, 8 << 20);
    }

    [Test]
    public async Task A_worker_ends_the_connection()
    {
        using CancellationTokenSource end = new();
        Task working = Task.CompletedTask;
        AssertEnds(
            64 << 20,
            // So that it is not the worker that ends it, out of impatience.
            address => working = new WorkWorker(new WorkWorkerOptions { Address = address, BrokerTimeout = 2 * Peer.Deadline }, (_, _) => default).RunAsync(end.Token),
            "TASK"u8.ToArray(),
            new byte[sizeof(long)]);
        await end.CancelAsync();
        Assert.That(async () => await working.WaitAsync(Peer.Deadline), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_client_of_queries_ends_the_connection()
    {
        using CancellationTokenSource end = new();
        NodeQueryClient? client = null;
        Task asking = Task.CompletedTask;
        AssertEnds(
            8 << 20,
            address => asking = (client = new NodeQueryClient(new NodeQueryClientOptions { Addresses = { address }, Timeout = 2 * Peer.Deadline })).GetTipAsync(end.Token),
            [],
            Encoding.UTF8.GetBytes($$"""{"v":1,"hash":"{{new string('0', 64)}}","height":1}"""));
        end.Cancel();
        Assert.That(async () => await asking.WaitAsync(Peer.Deadline), Throws.InstanceOf<OperationCanceledException>());
        client!.Dispose();
    }

    // A client sends a server one byte more than the limit.
    private static void AssertEnded(ZmqSocketType type, string endpoint, int limit)
    {
        using ZmqContext context = new();
        using ZmqSocket client = new(context, type) { Linger = 0, ReconnectInterval = -1 };
        using ZmqMonitorReader monitor = new(context, client);
        client.Connect(endpoint);
        Assert.That(client.Send(new byte[limit + 1]));
        WaitForEnd(monitor);
    }

    // A server answers a client's first message, with one byte more than the limit in the last part.
    private static void AssertEnds(int limit, Action<string> connect, params byte[][] before)
    {
        using ZmqContext context = new();
        using ZmqSocket server = new(context, ZmqSocketType.Router) { Linger = 0 };
        using ZmqMonitorReader monitor = new(context, server);
        server.Bind(Anywhere);
        connect(server.LastEndpoint);
        List<ZmqMessage> parts = [];
        Assert.That(server.Receive(parts, Peer.Deadline), Is.Positive);
        Assert.That(server.Send(parts[0], more: true) && before.All(part => server.Send(part, more: true)) && server.Send(new byte[limit + 1]));
        parts.ForEach(part => part.Dispose());
        WaitForEnd(monitor);
    }

    private static void WaitForEnd(ZmqMonitorReader monitor)
    {
        ZmqPoller poller = new(monitor.Events);
        while (poller.Wait(Peer.Deadline) > 0)
        {
            while (monitor.TryRead(out ZmqMonitorEvent report))
            {
                if (report.Kind is ZmqMonitorEventKind.Disconnected)
                {
                    return;
                }
            }
        }
        Assert.Fail("The connection was not ended.");
    }
}
