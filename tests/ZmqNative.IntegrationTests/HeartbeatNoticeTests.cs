using System.Net;
using System.Net.Sockets;

namespace ZmqNative.IntegrationTests;

/// <summary>A publisher that does not answer PING, as go-zeromq's: the tool says how it is watched.</summary>
public sealed class HeartbeatNoticeTests
{
    [Test]
    public async Task The_tool_says_that_heartbeats_are_not_answered()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"tcp://{listener.LocalEndpoint}";
        using CancellationTokenSource end = new();
        Task serving = ServeAsync(listener, end.Token);
        using (Tool tool = Tool.Start("subscribe", address, "--heartbeat", "0.2"))
        {
            tool.Error.WaitFor(line => line.EndsWith(
                $"[ZmqNative.Subscriber] Publisher at {address} does not answer heartbeats: it is watched by TCP keepalive and StallAfter alone", StringComparison.Ordinal));
            Assert.That(tool.Signal(15), Is.Zero);
            Assert.That(tool.Error.All.Count(line => line.Contains("[ZmqNative.Subscriber]", StringComparison.Ordinal)), Is.EqualTo(1), "the rest is shown as events");
        }
        await end.CancelAsync();
        Assert.That(async () => await serving, Throws.InstanceOf<OperationCanceledException>());
    }

    // Says the greeting and READY of a PUB socket and nothing more.
    private static async Task ServeAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        byte[] ready = [4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "PUB"u8];
        List<Socket> sockets = [];
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptSocketAsync(cancellationToken);
                sockets.Add(socket);
                await socket.SendAsync((byte[])[.. RawClient.Greeting, .. ready], cancellationToken);
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
