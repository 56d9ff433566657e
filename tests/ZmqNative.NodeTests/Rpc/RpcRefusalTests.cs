using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>What a node refuses, and what it says then.</summary>
public sealed class RpcRefusalTests
{
    // What share/rpcauth/rpcauth.py of Core makes for user 'reader' with this password: HMAC-SHA-256 with the salt '00'.
    private const string User = "reader", Password = "pass:wörd";

    private RegtestNode _node = null!;

    private static string Authorisation =>
        $"-rpcauth={User}:00${Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("00"u8, System.Text.Encoding.UTF8.GetBytes(Password)))}";

    [OneTimeSetUp]
    public void Start() => _node = RegtestNode.Start(Authorisation, $"-rpcwhitelist={User}:getbestblockhash", "-rpcwhitelistdefault=0");

    [OneTimeTearDown]
    public void End() => _node?.Dispose();

    [Test]
    public async Task A_user_with_a_password_is_let_in()
    {
        using NodeRpc rpc = new(_node.RpcAddress, RpcCredentials.Password(User, Password));
        Assert.That(await rpc.GetBestBlockHashAsync(), Is.EqualTo(_node.Tip));
    }

    [Test]
    public async Task A_wrong_password_is_an_error_that_does_not_show_it()
    {
        using NodeRpc rpc = new(_node.RpcAddress, RpcCredentials.Password(User, "sesame"));
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That(error.Message, Is.EqualTo($"getbestblockhash at {Node}: the node does not accept the password of user 'reader'."));
        Assert.That(error.ToString(), Does.Not.Contain("sesame"));
        Assert.That((error.Code, error.IsUnreachable, error.IsWarmingUp), Is.EqualTo(((int?)null, false, false)));
    }

    [Test]
    public async Task A_wrong_cookie_is_an_error_that_names_its_file()
    {
        string file = Path.Combine(_node.DataFolder, "other-cookie");
        File.WriteAllText(file, "__cookie__:0123");
        using NodeRpc rpc = new(_node.RpcAddress, RpcCredentials.Cookie(file));
        Assert.That((await RpcFailure.Of(rpc.GetBestBlockHashAsync())).Message, Is.EqualTo($"getbestblockhash at {Node}: the node does not accept the cookie in {file}."));
    }

    [Test]
    public async Task A_method_that_is_not_on_the_list_of_the_user_is_forbidden()
    {
        using NodeRpc rpc = new(_node.RpcAddress, RpcCredentials.Password(User, Password));
        RpcException error = await RpcFailure.Of(rpc.GetBlockHashAsync(0));
        Assert.That(error.Message, Is.EqualTo($"getblockhash at {Node}: the node forbids it to the password of user 'reader' from here (-rpcwhitelist, -rpcallowip)."));
        Assert.That(error.IsUnreachable, Is.False);
    }

    [Test]
    public async Task A_height_that_was_not_reached_is_the_nodes_error()
    {
        using NodeRpc rpc = _node.Connect();
        RpcException error = await RpcFailure.Of(rpc.GetBlockHashAsync(1_000_000));
        Assert.That(error.Message, Is.EqualTo($"getblockhash at {Node}: Block height out of range (-8)."));
        Assert.That((error.Code, error.IsUnreachable, error.IsWarmingUp), Is.EqualTo(((int?)-8, false, false)));
    }

    [Test]
    public async Task A_block_that_the_node_does_not_have_is_the_nodes_error()
    {
        using NodeRpc rpc = _node.Connect();
        Assert.That((await RpcFailure.Of(rpc.GetBlockAsync(default))).Message, Is.EqualTo($"getblock at {Node}: Block not found (-5)."));
        Assert.That((await RpcFailure.Of(rpc.GetBlockHeaderAsync(default))).Code, Is.EqualTo(-5));
        Assert.That(await rpc.TryGetBlockHeaderAsync(default), Is.Null);
    }

    [Test]
    public async Task An_error_with_another_status_than_500_is_read_as_well()
    {
        // bitcoind answers 404 on any path but its own, without JSON.
        using NodeRpc rpc = new(new Uri(_node.RpcAddress, "no/such/path"), RpcCredentials.Cookie(_node.CookieFile));
        Assert.That((await RpcFailure.Of(rpc.GetBestBlockHashAsync())).Message, Does.StartWith($"getbestblockhash at {Node}: what answered (HTTP 404) is not a node's RPC: "));
    }

    private string Node => _node.RpcAddress.GetLeftPart(UriPartial.Authority);
}
