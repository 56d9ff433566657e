using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Tests.Chain;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Relay;

/// <summary>How soon a relay tries to connect again. The receiver's log says it.</summary>
public sealed partial class RelayAttemptTests
{
    [Test]
    public async Task Where_it_is_refused_it_tries_again_at_once()
    {
        double[] delays = await CollectAsync(
            "tcp://127.0.0.1:1", seen => seen.Length >= 30, "There is no connection to tcp://127.0.0.1:1: the connection is refused: nobody listens at 127.0.0.1:1.");
        Assert.That(delays, Has.All.InRange(7, 13), "10 ms with jitter");
    }

    /// <summary>A port forwarder accepts, finds no node and closes.</summary>
    [Test]
    public async Task Where_it_is_accepted_without_a_handshake_it_backs_off_up_to_a_second()
    {
        using TcpListener forwarder = new(IPAddress.Loopback, 0);
        forwarder.Start();
        using CancellationTokenSource end = new();
        Task accepting = Task.Run(async () =>
        {
            while (true)
            {
                (await forwarder.AcceptSocketAsync(end.Token)).Dispose();
            }
        });
        double[] delays = await CollectAsync($"tcp://{forwarder.LocalEndpoint}", seen => seen.Any(delay => delay > 700), "nobody is behind it");
        await end.CancelAsync();
        Assert.That(async () => await accepting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(delays, Has.All.LessThanOrEqualTo(1250));
    }

    private static async Task<double[]> CollectAsync(string upstream, Func<double[], bool> isEnough, string reason)
    {
        using FollowNode node = new();
        using LogLines log = new();
        ZmqNotificationOptions options = new() { PubHashBlock = [RunningInterface.Anywhere] };
        using NotificationInterface notifications = new(options, new NotifierFactories());
        Assert.That(notifications.Initialize());
        RunningNode relay = new(node.Rpc, upstream, loggerFactory: log);
        using CancellationTokenSource end = new();
        Task run = relay.RunAsync(notifications, end.Token);
        double[] delays = [];
        bool isDone = SpinWait.SpinUntil(
            () => isEnough(delays = Read(log)) && relay.Status.Reason.Contains(reason, StringComparison.Ordinal), FakePublisher.Deadline);
        FeedStatus status = relay.Status;
        await end.CancelAsync();
        await run.WaitAsync(FakePublisher.Deadline);
        Assert.That(isDone, $"{status}; {string.Join(' ', delays.TakeLast(50))}");
        return delays;
    }

    private static double[] Read(LogLines log)
    {
        lock (log.Lines)
        {
            return [.. log.Texts.Select(text => Delay().Match(text)).Where(match => match.Success)
                .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        }
    }

    [GeneratedRegex(@"([\d.]+) ms")]
    private static partial Regex Delay();
}
