namespace ZmqNative.NodeTests.Parity;

/// <summary>What the kernel is asked for, by bitcoind and by the tool: the same calls on listening and on accepted sockets, in the same order.</summary>
public sealed class SystemCallTests
{
    [Test]
    public void The_calls_on_every_socket_are_bitcoinds()
    {
        string folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
        try
        {
            int v4 = Port.Free(), v6 = Port.Free(), any = Port.Free();
            string path = Path.Combine(folder, "socket");
            string[] addresses = [$"tcp://127.0.0.1:{v4}", $"tcp://[::1]:{v6}", $"unix:{path}", $"tcp://*:{any}"];
            string[] bound = [$"htons({v4})", $"htons({v6})", path, $"htons({any})"];
            string[] options = [.. addresses.Zip((string[])["hashblock", "hashtx", "rawblock", "rawtx"], (address, topic) => $"-zmqpub{topic}={address}")];
            string[] clients = [.. addresses[..3], $"tcp://127.0.0.1:{any}"];
            using SystemCalls node = OfNode(options, clients);
            File.Delete(path);
            using SystemCalls ours = OfTool(options, clients);
            using (Assert.EnterMultipleScope())
            {
                foreach (string socket in bound)
                {
                    Assert.That(ours.OnListening(socket), Is.EqualTo(node.OnListening(socket)), $"listening, {socket}");
                    Assert.That(ours.OnAccepted(socket), Is.EqualTo(node.OnAccepted(socket)), $"accepted, {socket}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SystemCalls OfNode(string[] options, string[] addresses)
    {
        SystemCalls calls = new();
        using RegtestNode node = RegtestNode.StartBy(calls.Program, options);
        Greet(addresses);
        int process = node.ProcessId;
        node.Stop();
        calls.WaitForEnd(process);
        return calls;
    }

    private static SystemCalls OfTool(string[] options, string[] addresses)
    {
        SystemCalls calls = new();
        using Tool tool = Tool.StartBy(calls.Program, ["publish", "--trace", TestData.Trace("mine-blocks"), "-regtest", .. options]);
        tool.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
        Greet(addresses);
        int process = tool.ProcessId;
        tool.Signal(15);
        calls.WaitForEnd(process);
        return calls;
    }

    private static void Greet(string[] addresses)
    {
        foreach (string address in addresses)
        {
            using WireClient client = new(address);
            client.Subscribe();
        }
    }
}
