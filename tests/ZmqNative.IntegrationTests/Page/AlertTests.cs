using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZmqNative.Bitcoin;
using ZmqNative.NodeTests;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests.Page;

/// <summary>The alert rules in docs/prometheus, by Debian's Prometheus.</summary>
public sealed partial class AlertTests
{
    private static readonly Hash256 s_hash = Hash256.Parse(new string('1', 64));

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Tool.Deadline };
    private readonly TempFolder _folder = new();
    private TestPublisher _publisher = null!;

    private static string Repository => Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));

    private static string Rules => Path.Combine(Repository, "docs", "prometheus", "zmqnative.rules.yml");

    [SetUp]
    public void Start() => _publisher = new TestPublisher();

    [TearDown]
    public void Stop() => _publisher?.Dispose();

    [OneTimeTearDown]
    public void End()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Rules_say_what_they_should_of_series_that_begin_late_too()
    {
        Prerequisite.Require(File.Exists("/usr/bin/promtool"), "prometheus", "there is no /usr/bin/promtool");
        Promtool("check", "rules", Rules);
        Promtool("test", "rules", Path.Combine(Repository, "tests", "prometheus", "zmqnative.rules.test.yml"));
    }

    /// <summary>What promtool finds in the metrics themselves: names, units, help.</summary>
    [Test]
    public async Task Metrics_are_as_Prometheus_wants_them()
    {
        Prerequisite.Require(File.Exists("/usr/bin/promtool"), "prometheus", "there is no /usr/bin/promtool");
        using Tool tool = Subscribe();
        _publisher.HashTransaction(s_hash);
        _ = tool.Output.WaitFor(line => line.Contains("hashtx", StringComparison.Ordinal));
        string file = _folder.Write("metrics", await _http.GetStringAsync(new Uri(PageOf(tool), "/metrics")));
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain("zmqnative_gaps_total{"));
        (int exitCode, string output) = Run("sh", "-c", $"promtool check metrics < '{file}'");
        Assert.That(exitCode, Is.Zero, output);
    }

    /// <summary>A gap after Prometheus has seen the topic, and one before it has asked for the first time.</summary>
    [Test, Category("Long")]
    public async Task A_real_gap_fires([Values] bool beforeTheFirstScrape)
    {
        Prerequisite.Require(File.Exists("/usr/bin/prometheus"), "prometheus", "there is no /usr/bin/prometheus");
        using Tool tool = Subscribe();
        _publisher.HashTransaction(s_hash);
        if (beforeTheFirstScrape)
        {
            Lose(tool);
        }
        int port = Port.Free();
        string configuration = _folder.Write("prometheus.yml", $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{Rules}}"]
            scrape_configs:
              - job_name: zmqnative
                static_configs: [{ targets: ["{{PageOf(tool).Authority}}"] }]
            """);
        ProcessStartInfo start = new("/usr/bin/prometheus", [$"--config.file={configuration}", $"--storage.tsdb.path={_folder.Child($"data-{beforeTheFirstScrape}")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        using Process prometheus = Process.Start(start)!;
        try
        {
            Uri api = new($"http://127.0.0.1:{port}/api/v1/");
            _ = await WaitForAsync(new Uri(api, "query?query=zmqnative_gaps_total"), json => json.GetProperty("result").GetArrayLength() == 1);
            if (!beforeTheFirstScrape)
            {
                Assert.That(Firing((await AskAsync(new Uri(api, "alerts")))!.Value), Is.Empty);
                Lose(tool);
            }
            JsonElement labels = Firing(await WaitForAsync(new Uri(api, "alerts"), json => Firing(json).Length > 0))[0].GetProperty("labels");
            Assert.That((labels.GetProperty("alertname").GetString(), labels.GetProperty("topic").GetString(), labels.GetProperty("address").GetString()), Is.EqualTo(("ZmqNativeGap", "hashtx", _publisher.Address)));
        }
        finally
        {
            prometheus.Kill();
            prometheus.WaitForExit();
        }
    }

    // A topic without messages is pending at once, and would fire after minutes.
    private static JsonElement[] Firing(JsonElement json) =>
        [.. json.GetProperty("alerts").EnumerateArray().Where(alert => alert.GetProperty("state").GetString() == "firing")];

    private void Lose(Tool tool)
    {
        _publisher.SkipMessages("hashtx", 2);
        _publisher.HashTransaction(s_hash);
        _ = tool.Output.WaitFor(line => line.StartsWith("gap: 2 hashtx", StringComparison.Ordinal));
    }

    private Tool Subscribe()
    {
        Tool tool = Tool.Start("subscribe", _publisher.Address, "--page", "0");
        _publisher.WaitForSubscriber(Tool.Deadline, "hashtx");
        return tool;
    }

    private static Uri PageOf(Tool tool) => new(PageLine().Match(tool.Error.WaitFor(line => PageLine().IsMatch(line))).Groups[1].Value);

    private async Task<JsonElement> WaitForAsync(Uri address, Func<JsonElement, bool> condition)
    {
        long start = Environment.TickCount64;
        JsonElement? last = null;
        while (Environment.TickCount64 - start < Tool.Deadline.TotalMilliseconds)
        {
            last = await AskAsync(address);
            if (last is { } answer && condition(answer))
            {
                return answer;
            }
        }
        throw new TimeoutException($"{address} answers {last}");
    }

    // Null while Prometheus starts.
    private async Task<JsonElement?> AskAsync(Uri address)
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(address);
            return answer.IsSuccessStatusCode ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("data") : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void Promtool(params string[] arguments)
    {
        (int exitCode, string output) = Run("/usr/bin/promtool", arguments);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("SUCCESS"));
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Assert.That(process.WaitForExit(Tool.Deadline));
        return (process.ExitCode, output.Result + error.Result);
    }

    [GeneratedRegex(@"^Page at (http://[a-z0-9.]+:\d+/)$")]
    private static partial Regex PageLine();
}
