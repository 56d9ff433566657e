using System.Net;
using System.Net.Sockets;
using ZmqNative.Node.Rpc;
using ZmqNative.Protocol;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Servers that are no node. They need no bitcoind.</summary>
public sealed class RpcStrangerTests
{
    private const string Hash = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";

    [TestCase("<html>welcome</html>")]
    [TestCase("")]
    [TestCase("7")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"result":null,"error":null}""")]
    [TestCase("""{"result":7,"error":null}""")]
    [TestCase("""{"result":"0f91","error":null}""")]
    [TestCase($$"""{"result":"x{{Hash}}","error":null}""")]
    [TestCase("""{"result":null,"error":"no"}""")]
    [TestCase("""{"result":null,"error":{"code":"-8","message":"no"}}""")]
    [TestCase("""{"result":null,"error":{"code":-8}}""")]
    public async Task A_server_that_answers_something_else_is_not_a_node(string body)
    {
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), Stranger.Http("200 OK", body));
        Assert.That(error.Message, Does.Match(@"^getbestblockhash at http://127\.0\.0\.1:\d+: what answered \(HTTP 200\) is not a node's RPC: .+\.$"));
        Assert.That((error.IsUnreachable, error.Code), Is.EqualTo((false, (int?)null)));
    }

    [Test]
    public async Task An_answer_in_the_form_of_version_2_has_no_error()
    {
        await using Stranger server = new(_ => Stranger.Http("200 OK", $$"""{"jsonrpc":"2.0","result":"{{Hash}}","id":"zmqnative"}"""));
        using NodeRpc rpc = new(server.Address, RpcCredentials.Password("user", "password"));
        Assert.That($"{await rpc.GetBestBlockHashAsync()}", Is.EqualTo(Hash));
    }

    [Test]
    public async Task A_row_without_a_high_water_mark_has_the_default_one()
    {
        await using Stranger server = new(_ => Stranger.Http("200 OK", """{"result":[{"type":"pubrawtx","address":"tcp://127.0.0.1:1"}],"error":null}"""));
        using NodeRpc rpc = new(server.Address, RpcCredentials.Password("user", "password"));
        Assert.That(await rpc.GetZmqNotificationsAsync(), Is.EqualTo([new ActiveNotification("pubrawtx", "tcp://127.0.0.1:1", 1000)]));
    }

    [Test]
    public async Task A_node_built_without_zmq_is_named()
    {
        RpcException error = await Ask(rpc => rpc.GetZmqNotificationsAsync(), Stranger.Http("404 Not Found", """{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":"zmqnative"}"""));
        Assert.That(error.Message, Does.EndWith(": the node was built without ZMQ and publishes nothing (-32601)."));
        Assert.That(error.Code, Is.EqualTo(-32601));
    }

    [TestCase("<html>\r\n<head><title>welcome</title></head>", "the answer begins with '<html> <head><title>welcome</title></head>'.")]
    [TestCase("", "the answer is empty.")]
    [TestCase("null", "it is JSON, but not an answer: 'null'.")]
    [TestCase("[1]", "it is JSON, but not an answer: '[1]'.")]
    public async Task A_page_is_shown_by_its_beginning(string page, string reason) =>
        Assert.That((await Ask(rpc => rpc.GetBestBlockHashAsync(), Stranger.Http("200 OK", page))).Message, Does.EndWith($"what answered (HTTP 200) is not a node's RPC: {reason}"));

    /// <summary>While the node is restarted another service may have its port, or its proxy a page of its own.</summary>
    [Test]
    public async Task What_answers_in_the_place_of_a_node_that_has_answered_may_be_gone_later()
    {
        string body = $$"""{"result":"{{Hash}}","error":null}""";
        await using Stranger server = new(_ => Stranger.Http("200 OK", body));
        using NodeRpc rpc = new(server.Address, RpcCredentials.Password("user", "password"));
        async Task<RpcException> Error() => (await Assert.ThrowsAsync<RpcException>(() => rpc.GetBestBlockHashAsync()))!;
        body = "<html>welcome</html>";
        Assert.That((await Error()).IsUnreachable, Is.False, "nothing says that a node was ever there");
        body = $$"""{"result":"{{Hash}}","error":null}""";
        Assert.That($"{await rpc.GetBestBlockHashAsync()}", Is.EqualTo(Hash));
        foreach (string other in (string[])["<html>welcome</html>", "{}", "7"])
        {
            body = other;
            RpcException error = await Error();
            Assert.That((error.IsUnreachable, error.Message.Contains("is not a node's RPC", StringComparison.Ordinal)), Is.EqualTo((true, true)), other);
        }
        body = """{"result":7,"error":null}""";
        Assert.That((await Error()).IsUnreachable, Is.False, "a node says the same a second time");
    }

    [Test]
    public async Task A_page_that_is_elsewhere_is_not_gone_to() => Assert.That(
        (await Ask(rpc => rpc.GetBestBlockHashAsync(), Stranger.Http("302 Found", ""))).Message,
        Does.EndWith(": what answered sends elsewhere (HTTP 302), which a node's RPC does not."));

    [TestCase("502 Bad Gateway")]
    [TestCase("504 Gateway Timeout")]
    public async Task A_proxy_that_does_not_reach_the_node_may_be_asked_later(string status)
    {
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), Stranger.Http(status, "<html>sorry</html>"));
        Assert.That(error.Message, Does.EndWith($": the node cannot be reached: a proxy in front of it answered HTTP {status[..3]}."));
        Assert.That(error.IsUnreachable);
    }

    // HttpClient throws a bare SocketException, and not a HttpRequestException, where the connection
    // is reset between its connect and its look at the peer's address. One attempt in some hits that.
    [Test]
    public async Task A_server_that_resets_each_connection_cannot_be_reached()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1000);
        Thread reset = new(() => Reset(listener));
        reset.Start();
        using NodeRpc rpc = new(
            new Uri($"http://{listener.LocalEndPoint}"), RpcCredentials.Password("user", "password"));
        for (int round = 0; round < 3; round++)
        {
            RpcException[] errors = await Task.WhenAll(
                Enumerable.Range(0, 1000).Select(_ => RpcFailure.Of(rpc.GetBestBlockHashAsync())));
            Assert.That(errors.All(error => error.IsUnreachable));
        }
        listener.Dispose();
        Assert.That(reset.Join(RegtestNode.Deadline));
    }

    [Test]
    public async Task A_node_asked_by_https_that_speaks_http_is_named()
    {
        await using Stranger server = new(_ => Stranger.Http("400 Bad Request", ""), anything: true);
        using NodeRpc rpc = new(new Uri(server.Address.ToString().Replace("http:", "https:", StringComparison.Ordinal)), RpcCredentials.Password("user", "password"));
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That(error.Message, Does.Contain(": no TLS is spoken there; a node's RPC has an address with http:// ("));
        Assert.That(error.IsUnreachable, Is.False);
    }

    [Test]
    public async Task A_server_asked_by_http_that_speaks_tls_is_named()
    {
        // The alert with which OpenSSL answers what is no TLS: a fatal record_overflow, or wrong version.
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), [0x15, 3, 1, 0, 2, 2, 70]);
        Assert.That(error.Message, Does.Contain("https://"));
    }

    [TestCase("""{"height":1,"confirmations":1}""")]
    [TestCase($$"""{"hash":"{{Hash}}","height":"1","confirmations":1}""")]
    [TestCase($$"""{"hash":"{{Hash}}","height":4294967296,"confirmations":1}""")]
    [TestCase($$"""{"hash":"{{Hash}}","height":1,"confirmations":1,"previousblockhash":null}""")]
    public async Task A_header_with_something_missing_or_of_another_kind_is_an_error(string result) =>
        Assert.That((await Ask(rpc => rpc.GetBlockHeaderAsync(default), Stranger.Http("200 OK", $$"""{"result":{{result}},"error":null}"""))).Message, Does.Contain("is not a node's RPC: "));

    [TestCase("""{"txids":[],"mempool_sequence":-1}""")]
    [TestCase("""{"txids":{},"mempool_sequence":1}""")]
    [TestCase("""{"txids":[""],"mempool_sequence":1}""")]
    [TestCase("""[]""")]
    public async Task A_mempool_of_another_kind_is_an_error(string result) =>
        Assert.That((await Ask(rpc => rpc.GetRawMempoolAsync(), Stranger.Http("200 OK", $$"""{"result":{{result}},"error":null}"""))).Message, Does.Contain("is not a node's RPC: "));

    [TestCase("""[{"type":"pubrawtx","hwm":1}]""")]
    [TestCase("""[{"type":"pubrawtx","address":null,"hwm":1}]""")]
    [TestCase("""[7]""")]
    [TestCase("""{}""")]
    public async Task Notifications_of_another_kind_are_an_error(string result) =>
        Assert.That((await Ask(rpc => rpc.GetZmqNotificationsAsync(), Stranger.Http("200 OK", $$"""{"result":{{result}},"error":null}"""))).Message, Does.Contain("is not a node's RPC: "));

    [Test]
    public async Task A_server_that_closes_without_a_word_is_unreachable() =>
        Assert.That((await Ask(rpc => rpc.GetBestBlockHashAsync(), [])).IsUnreachable);

    [TestCase("Content-Length: 100\r\n\r\n{\"result\"")]
    [TestCase("Content-Length: 100\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n64\r\n{\"result\"")]
    [TestCase("Connection: close\r\n\r\n{\"result\"")]
    [TestCase($"Content-Length: 40\r\n\r\n{{\"result\":\"{Hash}\"")]
    [TestCase("Content-Length: 26\r\n\r\n{\"result\":null,\"error\":{\"c")]
    public async Task A_server_that_closes_in_the_middle_of_its_answer_is_unreachable(string answer)
    {
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), System.Text.Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\n{answer}"));
        Assert.That(error.Message, Does.Match(@"^getbestblockhash at http://127\.0\.0\.1:\d+: the node cannot be reached: the answer broke off before its end\.$"));
        Assert.That(error.IsUnreachable);
    }

    [Test]
    public async Task A_server_that_speaks_no_http_is_not_a_node()
    {
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), "220 mail.example ESMTP\r\n"u8.ToArray());
        Assert.That(error.Message, Does.Contain("what answered is not a node's RPC: "));
        Assert.That((error.IsUnreachable, error.InnerException), Is.EqualTo((false, error.InnerException as HttpRequestException)));
    }

    [Test]
    public async Task A_node_that_has_too_much_to_do_may_be_asked_later()
    {
        // Core: HTTPRequestHandler, when -rpcworkqueue is full.
        RpcException error = await Ask(rpc => rpc.GetBestBlockHashAsync(), Stranger.Http("503 Service Unavailable", "Work queue depth exceeded"));
        Assert.That(error.Message, Does.EndWith(": the node cannot be reached: the node has too much to do (HTTP 503)."));
        Assert.That(error.IsUnreachable);
    }

    [TestCase("ftp://127.0.0.1:8332")]
    [TestCase("http://user:password@127.0.0.1:8332")]
    public void An_address_that_is_no_http_address_or_holds_a_password_is_refused(string address) =>
        Assert.That(() => new NodeRpc(new Uri(address), RpcCredentials.Password("user", "")), Throws.ArgumentException.And.Message.Not.Contains("password@"));

    [Test]
    public void A_user_with_a_colon_is_refused() =>
        Assert.That(() => RpcCredentials.Password("a:b", ""), Throws.ArgumentException);

    // Asks a server that says this to whatever it is asked.
    private static async Task<RpcException> Ask(Func<NodeRpc, Task> call, byte[] answer)
    {
        await using Stranger server = new(_ => answer);
        using NodeRpc rpc = new(server.Address, RpcCredentials.Password("user", "password"));
        return await RpcFailure.Of(call(rpc));
    }

    private static void Reset(Socket listener)
    {
        while (true)
        {
            try
            {
                using Socket connection = listener.Accept();
                connection.LingerState = new LingerOption(true, 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
