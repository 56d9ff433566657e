namespace ZmqNative.NodeTests.Parity;

/// <summary>SIGTERM while a subscriber has not read what was published: bitcoind and the tool end with the same exit code, and drop the rest.</summary>
public sealed class ShutdownTests
{
    // Of a megabyte each: more than kernels keep.
    private const int Messages = 30;

    [TestCase("tcp")]
    [TestCase("unix")]
    public void What_is_not_read_is_dropped(string transport)
    {
        string folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
        try
        {
            string address = transport == "tcp" ? Port.FreeAddress() : $"unix:{Path.Combine(folder, "socket")}";
            string[] options = [.. Enumerable.Repeat($"-zmqpubrawblock={address}", Messages)];
            string file = Path.Combine(folder, "block");
            (int? exitCode, string[] received) = OfNode(address, options, file);
            (int ourExitCode, string[] ourReceived) = OfTool(address, options, file);
            Assert.That(ourExitCode, Is.EqualTo(exitCode));
            using (Assert.EnterMultipleScope())
            {
                string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
                Assert.That(received, Has.Length.LessThan(Messages).And.All.EqualTo(expected), "bitcoind");
                Assert.That(ourReceived, Has.Length.LessThan(Messages).And.All.EqualTo(expected), "the tool");
            }
            TestContext.Out.WriteLine($"{received.Length} of bitcoind's and {ourReceived.Length} of our {Messages} messages arrived.");
            // How much a kernel keeps for TCP depends on the moment.
            Assert.That(transport == "tcp" || ourReceived.Length == received.Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int? ExitCode, string[] Received) OfNode(string address, string[] options, string file)
    {
        using RegtestNode node = RegtestNode.Start(options);
        node.Generate(101);
        using WireClient client = new(address);
        client.Subscribe();
        Bitcoin.Hash256 block = node.GenerateWith(node.SpendLarge());
        File.WriteAllBytes(file, Convert.FromHexString(node.Call("getblock", block.ToString(), 0).GetValue<string>()));
        node.Stop();
        return (node.ExitCode, ReadToEnd(client));
    }

    private static (int ExitCode, string[] Received) OfTool(string address, string[] options, string file)
    {
        using Tool tool = Tool.Start(["publish", "--blocks", file, "--wait-for-subscribers", "1", .. options]);
        tool.Output.WaitFor(line => line.StartsWith("pubrawblock ", StringComparison.Ordinal));
        using WireClient client = new(address);
        client.Subscribe();
        tool.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));
        return (tool.Signal(15), ReadToEnd(client));
    }

    private static string[] ReadToEnd(WireClient client)
    {
        List<string> bodies = [];
        while (client.ReceiveMessage() is [_, byte[] body, _])
        {
            bodies.Add(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)));
        }
        return [.. bodies];
    }
}
