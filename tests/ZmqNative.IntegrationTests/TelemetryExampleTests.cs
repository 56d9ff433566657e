using System.Net;
using System.Net.Sockets;
using System.Text;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests;

/// <summary>examples/Telemetry, run against a publisher that loses messages: what OpenTelemetry exports of it.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals.")]
public sealed class TelemetryExampleTests
{
    private static readonly Hash256 s_hash = Hash256.Parse(new string('1', 64));

    [Test]
    public void Metrics_and_log_are_printed_where_there_is_no_collector()
    {
        using TestPublisher publisher = new();
        using Tool example = Example.Start("Telemetry", publisher.Address, "hashblock");
        LoseTwo(publisher);
        example.Output.WaitFor(line => line.EndsWith($"Gap in hashblock of {publisher.Address}: 2 messages are missing, expected 1, received 3", StringComparison.Ordinal));
        Assert.That(example.Signal(15), Is.Zero, example.Error.ToString);

        string[] output = example.Output.All;
        foreach ((string metric, int value) in ((string, int)[])[("zmqnative.received.messages", 2), ("zmqnative.gaps", 1), ("zmqnative.missed.messages", 2)])
        {
            int start = Array.FindLastIndex(output, line => line.Contains($"Metric Name: {metric},", StringComparison.Ordinal));
            Assert.That(start, Is.Not.Negative, metric);
            string[] of = [.. output[(start + 1)..].TakeWhile(line => !line.Contains("Metric Name: ", StringComparison.Ordinal))];
            Assert.That(of, Has.Some.EqualTo($"Value: {value}"), metric);
            Assert.That(of, Has.Some.Contains($"address: {publisher.Address}").And.Some.Contains("topic: hashblock"), metric);
        }
    }

    /// <summary>By OTLP over HTTP: what a collector is sent has the names in it, in protobuf.</summary>
    [Test, CancelAfter(120_000)]
    public async Task Metrics_and_log_go_to_a_collector(CancellationToken cancellationToken)
    {
        using Collector collector = new();
        using TestPublisher publisher = new();
        using Tool example = Example.StartWith(
            "Telemetry", [$"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"], publisher.Address, "hashblock");
        LoseTwo(publisher);
        Task<string> log = collector.WaitFor("/v1/logs", "Gap in hashblock of", cancellationToken);
        Assert.That(await log, Does.Contain(publisher.Address));

        Task<string> metrics = collector.WaitFor("/v1/metrics", "zmqnative.missed.messages", cancellationToken);
        example.Send(15);
        Assert.That(await metrics, Does.Contain("zmqnative.received.messages").And.Contains("hashblock"));
        Assert.That(example.WaitForExit(), Is.Zero, example.Error.ToString);
        Assert.That(example.Output.All, Is.Empty);
    }

    private static void LoseTwo(TestPublisher publisher)
    {
        publisher.WaitForSubscriber(Tool.Deadline, "hashblock");
        publisher.HashBlock(s_hash);
        publisher.SkipMessages("hashblock", 2);
        publisher.HashBlock(s_hash);
    }

    /// <summary>Answers 200 to every POST, and keeps the bodies.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<(string Path, string Body)> _received = [];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Collector()
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            Address = $"http://{free.LocalEndpoint}";
            free.Stop();
            _listener.Prefixes.Add($"{Address}/");
            _listener.Start();
            _ = ServeAsync();
        }

        internal string Address { get; }

        internal async Task<string> WaitFor(string path, string text, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task more;
                lock (_received)
                {
                    if (_received.Find(one => one.Path == path && one.Body.Contains(text, StringComparison.Ordinal)) is { Body: { } body })
                    {
                        return body;
                    }
                    more = _more.Task;
                }
                await more.WaitAsync(cancellationToken);
            }
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    using StreamReader reader = new(context.Request.InputStream, Encoding.Latin1);
                    string body = await reader.ReadToEndAsync();
                    context.Response.Close();
                    lock (_received)
                    {
                        _received.Add((context.Request.Url!.AbsolutePath, body));
                        TaskCompletionSource come = _more;
                        _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        come.SetResult();
                    }
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Disposed of.
            }
        }
    }
}
