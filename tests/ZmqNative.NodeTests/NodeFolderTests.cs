using ZmqNative.NodeTests.Rpc;

namespace ZmqNative.NodeTests;

/// <summary><c>--node</c>: what the node's data directory says need not be said again, and what is missing is named.</summary>
public sealed class NodeFolderTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("zmqnative-folder-").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Port_and_cookie_are_found_in_the_data_directory(bool byDefault)
    {
        using RegtestNode node = RegtestNode.Start($"-zmqpubsequence={Port.FreeAddress()}");
        string data = Path.GetDirectoryName(node.DataFolder)!;
        File.WriteAllText(Path.Combine(data, "bitcoin.conf"), $"regtest=1\n[regtest]\nrpcport={node.RpcAddress.Port}\n");
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, ".bitcoin"), data);
        using Tool tool = Tool.StartBy(["env", $"HOME={_folder}"], ["subscribe", "--node", byDefault ? $"{node.RpcAddress}" : data, "--count", "1"]);
        _ = tool.Output.WaitFor(line => line.Contains("state: live", StringComparison.Ordinal));
        // The subscription may come after the handshake.
        while (!SpinWait.SpinUntil(() => tool.Output.All.Any(line => line.Contains("sequence", StringComparison.Ordinal)), TimeSpan.FromMilliseconds(200)))
        {
            _ = node.Generate(1);
        }
        Assert.That(tool.WaitForExit(), Is.Zero, tool.Error.ToString);
    }

    [TestCase("99999")]
    [TestCase("-1")]
    [TestCase("abc")]
    public void A_port_that_bitcoind_refuses_is_refused(string port)
    {
        File.WriteAllText(Path.Combine(_folder, "bitcoin.conf"), $"rpcport={port}\n");
        (int exitCode, _, string[] error) = Tool.Run(["subscribe", "--node", _folder]);
        Assert.That((exitCode, error[^1]), Is.EqualTo((1, $"Error: rpcport is a port from 1 to 65535, not '{port}'.")));
    }

    [Test]
    public async Task User_and_password_are_found_in_the_data_directory()
    {
        string login = string.Empty;
        await using Stranger server = new(call =>
        {
            login = call;
            return Stranger.Http("200 OK", """{"result":[],"error":null}""");
        });
        File.WriteAllText(Path.Combine(_folder, "bitcoin.conf"), $"rpcport={server.Address.Port}\nrpcuser=Aladdin\nrpcpassword=open sesame\n");
        using Tool tool = Tool.Start(["subscribe", "--node", _folder, "--wait", "3"]);
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(login, Does.Contain("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
    }

    [TestCase("Error: --node-user needs a password in the environment variable ZMQNATIVE_NODE_PASSWORD.", "--node", "http://127.0.0.1:1", "--node-user", "alice")]
    [TestCase("Error: --node needs either --node-cookie or --node-user.", "--node", "http://192.0.2.1:8332")]
    [TestCase("Error: A node's RPC has an address such as http://127.0.0.1:8332, without user and password.", "--node", "ftp://127.0.0.1:8332", "--node-cookie", "x")]
    public void What_is_missing_is_named(string sentence, params string[] options)
    {
        using Tool tool = Tool.StartBy(["env", "-u", "ZMQNATIVE_NODE_PASSWORD", $"HOME={_folder}"], ["subscribe", .. options]);
        Assert.That(tool.WaitForExit(), Is.EqualTo(1));
        Assert.That(tool.Error.All, Is.EqualTo([sentence]));
    }
}
