using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Nodes that start, stop, hang and come back under one client.</summary>
public sealed class RpcLifecycleTests
{
    [Test]
    public async Task A_restarted_node_with_its_new_cookie_is_asked_by_the_same_client()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        await rpc.GetBestBlockHashAsync();
        string cookie = File.ReadAllText(node.CookieFile);
        node.Restart();
        Assert.That(File.ReadAllText(node.CookieFile), Is.Not.EqualTo(cookie));
        Assert.That(await rpc.GetBestBlockHashAsync(), Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_killed_node_is_unreachable_until_it_is_back()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        await rpc.GetBestBlockHashAsync();
        node.Kill9();
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That(error.Message, Does.StartWith($"getbestblockhash at {node.RpcAddress.GetLeftPart(UriPartial.Authority)}: the node cannot be reached: "));
        Assert.That((error.IsUnreachable, error.Code), Is.EqualTo((true, (int?)null)));
        Assert.That(error.InnerException, Is.InstanceOf<HttpRequestException>());
        node.Restart();
        Assert.That(await rpc.GetBestBlockHashAsync(), Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_stopped_node_has_no_cookie_and_is_unreachable()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        node.Stop();
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That(error.Message, Does.Contain($"the cookie in {node.CookieFile} cannot be read: "));
        Assert.That((error.IsUnreachable, error.InnerException), Is.EqualTo((true, error.InnerException as FileNotFoundException)));
    }

    [Test]
    public async Task A_starting_node_is_warming_up()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        node.Stop();
        // The start waits in the middle for this pipe to be written; the node says no more of its end than that it found nothing in it.
        string pipe = Path.Combine(node.DataFolder, "fee_estimates.dat");
        File.Delete(pipe);
        using (Process make = Process.Start("mkfifo", pipe))
        {
            Assert.That(make.WaitForExit(RegtestNode.Deadline) && make.ExitCode == 0);
        }
        node.Launch();
        node.Log.WaitFor("init message: Loading banlist");
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync());
        Assert.That((error.IsWarmingUp, error.Code, error.IsUnreachable), Is.EqualTo((true, (int?)-28, false)));
        Assert.That(error.Message, Does.Match(@"^getbestblockhash at http://127\.0\.0\.1:\d+: Loading .* \(-28\)\.$"));

        await Task.Run(() => File.OpenWrite(pipe).Dispose()).WaitAsync(RegtestNode.Deadline);
        node.WaitUntilReady();
        Assert.That(await rpc.GetBestBlockHashAsync(), Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_call_to_a_hanging_node_ends_with_the_time_it_may_take()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = new(node.RpcAddress, RpcCredentials.Cookie(node.CookieFile)) { CallTimeout = TimeSpan.FromMilliseconds(250) };
        node.Freeze();
        RpcException error = await RpcFailure.Of(rpc.GetBestBlockHashAsync().WaitAsync(RegtestNode.Deadline));
        Assert.That(error.Message, Does.EndWith(": the node cannot be reached: no answer within 0.25 s."));
        Assert.That(error.IsUnreachable);
        node.Thaw();
        using NodeRpc patient = node.Connect();
        Assert.That(await patient.GetBestBlockHashAsync(), Is.EqualTo(node.Tip));
    }

    [Test]
    public async Task A_call_is_cancelled_while_the_node_hangs()
    {
        using RegtestNode node = RegtestNode.Start();
        using NodeRpc rpc = node.Connect();
        using CancellationTokenSource cancel = new();
        node.Freeze();
        Task<Hash256> call = rpc.GetBestBlockHashAsync(cancel.Token);
        Assert.That(call.IsCompleted, Is.False);
        cancel.Cancel();
        OperationCanceledException error = (await Assert.CatchAsync<OperationCanceledException>(() => call.WaitAsync(RegtestNode.Deadline)))!;
        Assert.That(error.CancellationToken, Is.EqualTo(cancel.Token));
    }
}
