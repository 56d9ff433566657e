using NetMQ;
using ZmqNative.Interop;

namespace ZmqNative.Testing.Tests;

/// <summary>NetMQ has one context for the process; libzmq has to be there.</summary>
[SetUpFixture]
public sealed class TestRun
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [OneTimeSetUp]
    public void Libzmq_is_there()
    {
        string reason = string.Empty;
        try
        {
            _ = ZmqLibrary.Version;
        }
        catch (DllNotFoundException exception)
        {
            reason = exception.Message;
        }
        Prerequisite.Require(reason.Length == 0, "libzmq", reason);
    }

    [OneTimeTearDown]
    public void EndNetMq() => NetMQConfig.Cleanup(block: false);
}
