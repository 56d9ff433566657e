using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Hosting;
using ZmqNative.Publishing;
using ZmqNative.Tests.Diagnostics;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Configuration;

/// <summary>The notifier in a real host.</summary>
public sealed class HostTests
{
    [Test]
    public async Task It_starts_with_the_host_and_is_shut_down_with_it()
    {
        using IHost host = Build(services => services.AddZmqNotifications(options => options.PubHashBlock.Add(RunningInterface.Anywhere)).AddSingleton<Node>().AddHostedService(provider => provider.GetRequiredService<Node>()));
        await host.StartAsync();
        NotificationInterface notifications = host.Services.GetRequiredService<NotificationInterface>();
        Assert.That(notifications.MessagesPublished, Is.EqualTo(1), "what starts after it finds it ready");

        await host.StopAsync();
        Assert.That(host.Services.GetRequiredService<Node>().ActiveAtItsEnd, Is.EqualTo(1), "it outlives what was registered after it");
        Assert.That(notifications.GetActiveNotifications(), Is.Empty);
    }

    /// <summary>As OpenTelemetry's: made with all other services before the first one starts, wherever it is registered.</summary>
    [Test]
    public async Task What_measures_may_be_a_service_of_the_same_host()
    {
        using IHost host = Build(services => services.AddZmqNotifications(options => options.PubHashBlock.Add(RunningInterface.Anywhere)).AddSingleton(_ => new Meters()).AddHostedService<Measuring>());
        await host.StartAsync();
        Assert.That(host.Services.GetRequiredService<Meters>()[$"zmqnative.connections{{address={RunningInterface.Anywhere}}}"], Is.Zero);
        await host.StopAsync();
    }

    [Test]
    public async Task Registered_twice_it_is_one()
    {
        using IHost host = Build(services => services.AddZmqNotifications().AddZmqNotifications());
        Assert.That(host.Services.GetServices<IHostedService>().Select(service => service.GetType().Name), Has.One.EqualTo("NotificationService"));
        await host.StartAsync();
        await host.StopAsync();
    }

    [Test]
    public async Task A_host_stopped_before_it_started_stops()
    {
        using IHost host = Build(services => services.AddZmqNotifications());
        await host.StopAsync();
    }

    [Test]
    public void Where_it_must_publish_and_cannot_the_host_does_not_start()
    {
        using IHost host = Build(services => services.AddZmqNotifications(options =>
        {
            options.PubHashBlock.Add("tcp://192.0.2.1:1");
            options.ThrowOnStartFailure = true;
        }));
        Assert.That(() => host.StartAsync(), Throws.TypeOf<NotificationStartException>());
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class Measuring(Meters meters) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(meters);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Node(IServiceProvider services) : IHostedService
    {
        public int ActiveAtItsEnd { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<INodeEvents>().UpdatedBlockTip(Samples.Index(7), null, initialDownload: false);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            ActiveAtItsEnd = services.GetRequiredService<NotificationInterface>().GetActiveNotifications().Count;
            return Task.CompletedTask;
        }
    }
}
