namespace ZmqNative.Interop.Tests;

/// <summary>How long a socket pauses between two attempts to connect, as its monitor reports it (CONNECT_RETRIED).</summary>
public class ReconnectPauseTests : SocketFixture
{
    [TestCase(10, 40, "10 20 40 40 40")]
    [TestCase(10, 35, "10 20 35 35 35")]
    [TestCase(10, 10, "10 10 10 10 10")]
    [TestCase(10, 5, "5 5 5 5 5")]
    public void With_a_maximum_pauses_double_up_to_it_and_are_not_random(int interval, int maximum, string pauses)
    {
        Libzmq435.Require(Context);
        Assert.That(string.Join(' ', Pauses(interval, maximum)), Is.EqualTo(pauses));
    }

    [Test]
    public void Without_a_maximum_they_have_a_random_part() => Assert.That(Pauses(10, 0), Is.All.InRange(10, 19));

    private List<uint> Pauses(int interval, int maximum)
    {
        const int Attempts = 5;
        ZmqSocket subscriber = Open(ZmqSocketType.Subscribe);
        subscriber.ReconnectInterval = interval;
        subscriber.MaxReconnectInterval = maximum;
        EventLog log = new();
        using ZmqMonitor monitor = new(Context, subscriber, log.Add);
        subscriber.Connect(Endpoints.Unused());
        List<uint> pauses = [];
        Within.Until(() => (pauses = log.Values(ZmqMonitorEventKind.ConnectRetried)).Count >= Attempts, "attempts to connect");
        return pauses[..Attempts];
    }
}
