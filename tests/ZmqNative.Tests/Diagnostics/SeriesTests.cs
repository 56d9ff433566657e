using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using ZmqNative.History;
using ZmqNative.History.Sqlite;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Diagnostics;

/// <summary>What metrics are called, and that they are there before something happens: a series that begins with 1 shows no increase.</summary>
[NonParallelizable]
public sealed partial class SeriesTests
{
    private static string Docs => Path.Combine(TestData.Root, "..", "..", "docs");

    [Test]
    public void A_topics_counters_begin_with_0()
    {
        using Meters meters = new();
        using FakePublisher publisher = new();
        NotificationSubscriberOptions options = TestStream.Options(publisher.Address);
        foreach (string topic in (string[])["hashtx", "hashblock"])
        {
            options.Topics.Add(topic);
        }
        using TestStream stream = new(options);
        publisher.WaitForSubscription();
        publisher.Send("hashtx", 0);
        meters.WaitFor(Series("received.messages", "hashtx"), 1);
        string[] losses = ["gaps", "missed.messages", "discontinuities", "restarts", "malformed", "dropped"];
        Assert.That(losses.Where(name => meters[Series(name, "hashtx")] != 0), Is.Empty);
        Assert.That(meters[Series("received.messages", "hashblock")], Is.Zero, "it was asked for and did not come");

        string Series(string name, string topic) => $"zmqnative.{name}{{topic={topic},address={publisher.Address}}}";
    }

    [Test]
    public void A_history_on_disk_has_its_room_and_its_state()
    {
        using Meters meters = new();
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"series-{Guid.NewGuid():N}");
        HistoryOptions options = new HistoryOptions { Address = "tcp://127.0.0.1:*", Directory = folder }.UseSqlite();
        using (HistoryServer server = new(options))
        {
            server.Start();
            Assert.That(meters["zmqnative.history.disk.available{address=tcp://127.0.0.1:*}"], Is.GreaterThan(1_000_000));
            Assert.That(meters["zmqnative.history.disk.up{address=tcp://127.0.0.1:*}"], Is.EqualTo(1));
            Assert.That(meters["zmqnative.history.refused{address=tcp://127.0.0.1:*,error=other}"], Is.Not.Null);
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>OpenTelemetry's exporter makes the names so.</summary>
    [Test]
    public void Names_are_as_conventions_say_and_the_documentation_has_those_of_Prometheus()
    {
        using Meters meters = new();
        Meters.CreateInstruments();
        Dictionary<string, string> documented = Row().Matches(File.ReadAllText(Path.Combine(Docs, "diagnostics.md")))
            .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        foreach (Instrument instrument in meters.Instruments)
        {
            Assert.That(instrument.Name, Does.Match(@"^zmqnative(\.[a-z]+)+$"));
            Assert.That(instrument.Unit, Is.Null.Or.EqualTo("s").Or.EqualTo("By").Or.Matches(@"^\{[a-z]+\}$"), instrument.Name);
            bool isCounter = instrument is Counter<long>;
            string suffix = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty };
            string name = instrument.Name.Replace('.', '_');
            string expected = name + (name.EndsWith(suffix, StringComparison.Ordinal) ? string.Empty : suffix) + (isCounter ? "_total" : string.Empty);
            Assert.That(documented.GetValueOrDefault(instrument.Name), Is.EqualTo(expected));
            // The default bounds are meant for milliseconds.
            Assert.That(instrument is not Histogram<double> histogram || histogram.Advice?.HistogramBucketBoundaries is { Count: > 0 }, instrument.Name);
        }
    }

    [Test]
    public void Alert_rules_name_metrics_that_exist()
    {
        string[] documented = [.. Row().Matches(File.ReadAllText(Path.Combine(Docs, "diagnostics.md"))).Select(row => row.Groups[2].Value)];
        string[] named = [.. Metric().Matches(File.ReadAllText(Path.Combine(Docs, "prometheus", "zmqnative.rules.yml"))).Select(match => match.Groups[1].Value).Distinct()];
        Assert.That(named, Has.Length.GreaterThan(10).And.SubsetOf(documented));
    }

    [GeneratedRegex(@"^\| `(zmqnative\.[a-z.]+)` \| `(zmqnative_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(zmqnative_[a-z_]+?)(?:_bucket)?\b")]
    private static partial Regex Metric();
}
