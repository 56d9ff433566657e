using System.Buffers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using ZmqNative.Bitcoin;
using ZmqNative.Hosting;
using ZmqNative.Protocol;
using ZmqNative.Publishing;
using ZmqNative.Tests.Publishing;

namespace ZmqNative.Tests.Configuration;

public sealed class DependencyInjectionTests
{
    [Test]
    public void Options_are_bound_from_configuration_by_Cores_names()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["bitcoin:zmqpubhashblock:0"] = "tcp://127.0.0.1:*",
            ["bitcoin:zmqpubhashblock:1"] = "tcp://127.0.0.1:0",
            ["bitcoin:zmqpubrawtx:0"] = "tcp://127.0.0.1:*",
            ["bitcoin:zmqpubhashblockhwm"] = "5",
        }).Build();
        ServiceCollection services = new();
        services.AddZmqNotifications().Configure<ZmqNotificationOptions>(configuration.GetSection("bitcoin"));
        using ServiceProvider provider = services.BuildServiceProvider();
        NotificationInterface notifications = provider.GetRequiredService<NotificationInterface>();
        Assert.That(notifications.GetActiveNotifications(), Is.EqualTo((ActiveNotification[])
        [
            new("pubhashblock", "tcp://127.0.0.1:*", 5),
            new("pubhashblock", "tcp://127.0.0.1:0", 5),
            new("pubrawtx", "tcp://127.0.0.1:*", 1000),
        ]));
        Assert.That(provider.GetRequiredService<INodeEvents>(), Is.SameAs(notifications));
    }

    [Test]
    public void The_nodes_block_reader_serves_rawblock()
    {
        BlockIndex tip = Samples.Index(7);
        Mock<BlockReader> reader = new(MockBehavior.Strict);
        reader.Setup(read => read(tip, It.IsAny<IBufferWriter<byte>>())).Callback((BlockIndex _, IBufferWriter<byte> message) => message.Allocate(3)).Returns(true);
        ServiceCollection services = new();
        services.AddSingleton(reader.Object).AddZmqNotifications(options => options.PubRawBlock.Add(RunningInterface.Anywhere));
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<INodeEvents>().UpdatedBlockTip(tip, null, initialDownload: false);
        reader.Verify(read => read(tip, It.IsAny<IBufferWriter<byte>>()), Times.Once);
        Assert.That(provider.GetRequiredService<NotificationInterface>().MessagesPublished, Is.EqualTo(1));
    }

    [Test]
    public void An_address_Core_refuses_is_refused_by_the_options_validation()
    {
        ServiceCollection services = new();
        services.AddZmqNotifications(options => options.PubSequence.Add("tcp://127.0.0.1"));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<NotificationInterface>,
            Throws.TypeOf<OptionsValidationException>().With.Message.EqualTo("Invalid port specified in -zmqpubsequence: 'tcp://127.0.0.1'"));
    }
}
