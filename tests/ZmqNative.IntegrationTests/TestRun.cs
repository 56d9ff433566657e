using NetMQ;

namespace ZmqNative.IntegrationTests;

/// <summary>NetMQ has one context for the process.</summary>
[SetUpFixture]
public sealed class TestRun
{
    [OneTimeTearDown]
    public void EndNetMq() => NetMQConfig.Cleanup(block: false);
}
