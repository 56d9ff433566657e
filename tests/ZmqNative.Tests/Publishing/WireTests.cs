using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ZmqNative.Bitcoin;
using ZmqNative.Interop;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>
/// A hand-written TCP client against our socket, step by step as it was recorded against bitcoind's: greeting, READY, subscriptions in
/// every form and framing, ping, what closes the connection, and the bytes of the messages.
/// </summary>
public sealed class WireTests
{
    private const string Address = "tcp://127.0.0.1:*";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);
    private static readonly byte[][] s_blocks = [.. Rows("blocks.jsonl").Select(row => Convert.FromHexString(row.GetProperty("hex").GetString()!))];

    /// <summary>Each case with the height of the block that its first "generatetoaddress" makes: the counters depend on it.</summary>
    private static IEnumerable<TestCaseData> Cases()
    {
        int height = 2;
        foreach (JsonElement row in Rows("wire.jsonl"))
        {
            yield return new TestCaseData(row, height).SetArgDisplayNames(row.GetProperty("case").GetString()!);
            height += Steps(row).Count(step => Do(step).StartsWith("generate", StringComparison.Ordinal));
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Our_socket_answers_as_bitcoinds_did(JsonElement recorded, int height)
    {
        using NotificationInterface notifications = Start();
        IPEndPoint endpoint = IPEndPoint.Parse(notifications.GetBoundEndpoint(Address)["tcp://".Length..]);
        for (int earlier = 0; earlier < height; earlier++)
        {
            Connect(notifications, earlier);
        }
        using TcpClient client = new() { ReceiveTimeout = (int)s_deadline.TotalMilliseconds, NoDelay = true };
        client.Connect(endpoint);
        foreach (JsonElement step in Steps(recorded))
        {
            switch (Do(step))
            {
                case "connect":
                    break;
                case "send":
                    client.GetStream().Write(Hex(step, "sent"));
                    break;
                default:
                    Settle(notifications, endpoint);
                    Connect(notifications, height++);
                    break;
            }
            byte[] expected = Hex(step, "received");
            byte[] received = new byte[expected.Length];
            client.GetStream().ReadExactly(received);
            Assert.That(Convert.ToHexStringLower(received), Is.EqualTo(Convert.ToHexStringLower(expected)), Do(step));
            if (step.TryGetProperty("closed", out _))
            {
                Assert.That(ReadEnd(client), Is.Zero, "the connection is closed");
                return;
            }
            Settle(notifications, endpoint);
            Assert.That(client.Available, Is.Zero, $"nothing follows after {Do(step)}");
        }
    }

    private static NotificationInterface Start()
    {
        NotificationInterface notifications = new(RunningInterface.AllTopics(Address), new NotifierFactories((index, message) =>
        {
            BlockBody.Write(message, s_blocks[index.Height]);
            return true;
        }));
        notifications.Initialize();
        return notifications;
    }

    private static void Connect(NotificationInterface notifications, int height)
    {
        var block = Block.Parse(s_blocks[height]);
        BlockIndex index = new(block.Hash, height);
        notifications.BlockConnected(ChainstateRole.Normal, block, index);
        // The genesis block of a fresh chain is announced during initial download, the others are not.
        notifications.UpdatedBlockTip(index, null, initialDownload: height == 0);
    }

    /// <summary>
    /// Returns when libzmq has dealt with everything sent so far, in both directions. Its one I/O thread must finish what it is at before
    /// it greets a new connection; two greetings in a row leave no doubt which turn it was. Then the socket takes in what that thread passed on.
    /// </summary>
    private static void Settle(NotificationInterface notifications, IPEndPoint endpoint)
    {
        for (int turn = 0; turn < 2; turn++)
        {
            using TcpClient other = new() { ReceiveTimeout = (int)s_deadline.TotalMilliseconds };
            other.Connect(endpoint);
            other.GetStream().ReadExactly(new byte[10]);
        }
        notifications.Notify(0, static (notifier, _) => new ZmqPoller(((PublishNotifier)notifier).Socket!).Wait(TimeSpan.Zero) == 0);
    }

    private static int ReadEnd(TcpClient client)
    {
        try
        {
            return client.GetStream().Read(new byte[1]);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return 0;
        }
    }

    private static IEnumerable<JsonElement> Rows(string file) => File.ReadLines(Path.Combine(TestData.Trace("wire"), file)).Select(line => JsonDocument.Parse(line).RootElement);

    private static IEnumerable<JsonElement> Steps(JsonElement row) => row.GetProperty("steps").EnumerateArray();

    private static string Do(JsonElement step) => step.GetProperty("do").GetString()!;

    private static byte[] Hex(JsonElement step, string name) => step.TryGetProperty(name, out JsonElement text) ? Convert.FromHexString(text.GetString()!) : [];
}
