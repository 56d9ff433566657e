using NATS.Client.Core;

namespace ZmqNative.JetStream.Tests;

/// <summary>Counts the calls of others to a server's JetStream.</summary>
internal sealed class ApiCalls : IAsyncDisposable
{
    private readonly NatsConnection _connection;
    private readonly INatsSub<byte[]> _subscription;
    private readonly Task _run;
    private int _count;

    private ApiCalls(NatsConnection connection, INatsSub<byte[]> subscription)
    {
        (_connection, _subscription) = (connection, subscription);
        _run = CountAsync();
    }

    internal static async Task<ApiCalls> ObserveAsync(NatsServer server, string subject, NatsAuthOpts login)
    {
        NatsConnection connection = new(NatsOpts.Default with { Url = server.Address, AuthOpts = login });
        INatsSub<byte[]> subscription = await connection.SubscribeCoreAsync<byte[]>(subject);
        // The server has the subscription when it answers what came behind it.
        _ = await connection.PingAsync();
        return new ApiCalls(connection, subscription);
    }

    internal void WaitForMore(int count)
    {
        int before = Volatile.Read(ref _count);
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref _count) >= before + count, NatsServer.Deadline), Is.True, $"{count} more calls");
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.UnsubscribeAsync();
        await _run.WaitAsync(NatsServer.Deadline);
        await _connection.DisposeAsync();
    }

    private async Task CountAsync()
    {
        while (await _subscription.Msgs.WaitToReadAsync())
        {
            while (_subscription.Msgs.TryRead(out _))
            {
                _ = Interlocked.Increment(ref _count);
            }
        }
    }
}
