using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>Calls that have to fail.</summary>
internal static class RpcFailure
{
    /// <summary>Waits for a call's <see cref="RpcException"/>; anything else fails the test.</summary>
    internal static async Task<RpcException> Of(Task call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(RegtestNode.Deadline)))!;
}
