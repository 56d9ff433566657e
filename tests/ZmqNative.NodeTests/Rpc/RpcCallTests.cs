using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>What goes to the server, and what happens when a cookie changes on the way. They need no bitcoind.</summary>
public sealed class RpcCallTests
{
    private const string Hash = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
    private string _cookie = null!;

    [SetUp]
    public void Make() => _cookie = Path.GetTempFileName();

    [TearDown]
    public void Forget()
    {
        if (_cookie is not null)
        {
            File.Delete(_cookie);
        }
    }

    [Test]
    public async Task A_call_is_what_every_version_of_Core_understands()
    {
        string call = "";
        await using Stranger server = new(text =>
        {
            call = text;
            return Stranger.Http("200 OK", """{"result":"00ff","error":null,"id":"zmqnative"}""");
        });
        using NodeRpc rpc = new(server.Address, RpcCredentials.Password("Aladdin", "open sesame"));
        Assert.That(await rpc.GetBlockAsync(Hash256.Parse(Hash)), Is.EqualTo(new byte[] { 0x00, 0xff }));
        Assert.That(call, Does.StartWith("POST / HTTP/1.1\r\n"));
        // The example of RFC 7617.
        Assert.That(call, Does.Contain("\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
        Assert.That(call, Does.EndWith("\r\n\r\n" + $$"""{"jsonrpc":"1.0","id":"zmqnative","method":"getblock","params":["{{Hash}}",0]}"""));
    }

    [Test]
    public async Task A_cookie_that_changes_on_the_way_is_read_again()
    {
        List<string> logins = [];
        File.WriteAllText(_cookie, "__cookie__:old\n");
        await using Stranger server = new(text =>
        {
            logins.Add(Login(text));
            File.WriteAllText(_cookie, "__cookie__:new");
            return logins.Count == 1 ? Stranger.Http("401 Unauthorized", "") : Stranger.Http("200 OK", $$"""{"result":"{{Hash}}","error":null}""");
        });
        using NodeRpc rpc = new(server.Address, RpcCredentials.Cookie(_cookie));
        Assert.That(await rpc.GetBestBlockHashAsync(), Is.EqualTo(Hash256.Parse(Hash)));
        Assert.That(logins, Is.EqualTo(["__cookie__:old", "__cookie__:new"]));
    }

    [Test]
    public async Task A_cookie_that_stays_is_not_tried_twice()
    {
        int calls = 0;
        await using Stranger server = new(_ =>
        {
            calls++;
            return Stranger.Http("401 Unauthorized", "");
        });
        using NodeRpc rpc = new(server.Address, RpcCredentials.Cookie(_cookie));
        Assert.That((await RpcFailure.Of(rpc.GetBestBlockHashAsync())).Message, Does.EndWith($": the node does not accept the cookie in {_cookie}."));
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_call_that_waits_for_its_answer_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource cancel = new();
        await using Stranger server = new(_ =>
        {
            cancel.Cancel();
            return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray();
        });
        using NodeRpc rpc = new(server.Address, RpcCredentials.Cookie(_cookie));
        OperationCanceledException error = (await Assert.CatchAsync<OperationCanceledException>(() => rpc.GetBestBlockHashAsync(cancel.Token).WaitAsync(RegtestNode.Deadline)))!;
        Assert.That(error.CancellationToken, Is.EqualTo(cancel.Token));
    }

    [Test]
    public async Task A_call_that_waits_for_its_answer_ends_when_its_client_is_disposed_of()
    {
        NodeRpc? rpc = null;
        await using Stranger server = new(_ =>
        {
            rpc!.Dispose();
            return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray();
        });
        rpc = new NodeRpc(server.Address, RpcCredentials.Cookie(_cookie));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rpc.GetBestBlockHashAsync().WaitAsync(RegtestNode.Deadline));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rpc.GetBestBlockHashAsync().WaitAsync(RegtestNode.Deadline));
    }

    [Test]
    public async Task A_folder_for_a_cookie_is_an_error_that_does_not_pass()
    {
        string folder = Path.GetTempPath();
        using NodeRpc rpc = new(new Uri("http://127.0.0.1:1"), RpcCredentials.Cookie(folder));
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That(error.Message, Is.EqualTo($"getbestblockhash at http://127.0.0.1:1: the cookie in {folder} cannot be read: it is a folder; name the file in it, such as .cookie."));
        Assert.That((error.IsUnreachable, error.InnerException), Is.EqualTo((false, error.InnerException as UnauthorizedAccessException)));
    }

    private static string Login(string call)
    {
        const string Header = "Authorization: Basic ";
        int start = call.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
        return System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(call[start..call.IndexOf('\r', start)]));
    }
}
