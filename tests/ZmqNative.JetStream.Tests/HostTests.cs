using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Bitcoin;
using ZmqNative.Hosting;
using ZmqNative.Publishing;

namespace ZmqNative.JetStream.Tests;

/// <summary>The publisher in a host, with options from its configuration.</summary>
public sealed class HostTests
{
    private NatsServer? _server;

    [SetUp]
    public void Start() => _server = NatsServer.Start();

    [TearDown]
    public void End() => _server?.Dispose();

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] values)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(values.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
        builder.Services.AddZmqNotifications(options => options.PubHashTransaction.Add("tcp://127.0.0.1:*"));
        builder.Services.Configure<JetStreamPublisherOptions>(builder.Configuration);
        builder.Services.AddJetStreamPublisher();
        return builder;
    }

    [Test]
    public async Task What_a_host_publishes_is_stored()
    {
        using IHost host = Builder(("jetstream", _server!.Address), ("jetstreamchain", "regtest"), ("jetstreammaxage", "2.00:00:00")).Build();
        using CancellationTokenSource deadline = new(NatsServer.Deadline);
        await host.StartAsync(deadline.Token);
        host.Services.GetRequiredService<INodeEvents>().TransactionAddedToMempool(new Transaction(new Hash256(RunningPublisher.Hash(7)), default), 1);
        JetStreamPublisher publisher = host.Services.GetRequiredService<JetStreamPublisher>();
        Assert.That(SpinWait.SpinUntil(() => publisher.PendingMessages == 0 && publisher.Status.State == JetStreamState.Writing, NatsServer.Deadline), Is.True, () => $"{publisher.Status}");
        await host.StopAsync(deadline.Token);
        List<RawMessage> all = await RawMessage.ReadAllAsync(_server);
        Assert.That(all.Select(one => (one.Subject, one.Counter)), Is.EqualTo(new[] { ("bitcoin.regtest.hashtx", 0u) }));
    }

    [Test]
    public async Task Options_that_are_invalid_fail_the_start()
    {
        using IHost host = Builder(("jetstream", _server!.Address), ("jetstreamreplicas", "2")).Build();
        ArgumentException exception = (await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync()))!;
        Assert.That(exception.Message, Is.EqualTo("Replicas is 2, but takes 1, 3 or 5."));
    }
}
