using System.Text;
using Microsoft.Extensions.Configuration;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Configuration;

/// <summary>A .NET configuration between the command line and bitcoin.conf.</summary>
public sealed class BitcoinConfigurationTests
{
    private static BitcoinArguments Parse(string json, string[] arguments, string? conf = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, conf ?? "");
            using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
            IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
            return BitcoinArguments.Parse(conf is null ? arguments : [.. arguments, $"-conf={path}"], new NotifierFactories(), configuration);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<string> Addresses(string json, string[] arguments, string? conf = null) => Parse(json, arguments, conf).ToNotificationOptions().PubHashBlock;

    private static int HighWatermark(string json, string[] arguments, string? conf = null) => Parse(json, arguments, conf).ToNotificationOptions().PubHashBlockHighWatermark;

    [TestCase("""{ "zmqpubhashblock": "b" }""", "b")]
    [TestCase("""{ "ZmqPubHashBlock": [ "b", "c" ] }""", "b", "c")]
    [TestCase("""{ "zmqpubhashblock": [], "zmqpubhashtx": "x", "Logging": { "LogLevel": "None" } }""")]
    [TestCase("""{ "zmqpubhashblock": "" }""")]
    [TestCase("""{ "zmqpubhashblock": null }""")]
    [TestCase("{}")]
    public void Addresses_stand_between_those_of_the_command_line_and_those_of_the_file(string json, params string[] configured) =>
        Assert.That(Addresses(json, ["-zmqpubhashblock=a"], "zmqpubhashblock=d"), Is.EqualTo((string[])["a", .. configured, "d"]));

    [Test]
    public void A_negation_drops_the_file_and_not_the_values_beside_it()
    {
        Assert.That(Addresses("""{ "nozmqpubhashblock": true }""", ["-zmqpubhashblock=a"], "zmqpubhashblock=d"), Is.EqualTo((string[])["a"]));
        Assert.That(Addresses("""{ "zmqpubhashblock": "b", "nozmqpubhashblock": 1 }""", [], "zmqpubhashblock=d\n[main]\nzmqpubhashblock=e"), Is.EqualTo((string[])["b"]));
        Assert.That(Addresses("""{ "zmqpubhashblock": "b" }""", ["-nozmqpubhashblock"], "zmqpubhashblock=d"), Is.Empty);
    }

    [Test]
    public void A_single_value_comes_from_the_highest_source()
    {
        const string Json = """{ "zmqpubhashblockhwm": 7 }""";
        Assert.That(HighWatermark(Json, [], "zmqpubhashblockhwm=8"), Is.EqualTo(7));
        Assert.That(HighWatermark(Json, ["-zmqpubhashblockhwm=6"], "zmqpubhashblockhwm=8"), Is.EqualTo(6));
        Assert.That(HighWatermark("{}", [], "zmqpubhashblockhwm=8"), Is.EqualTo(8));
    }

    [TestCase("""{ "regtest": true }""", "regtest")]
    [TestCase("""{ "regtest": 1 }""", "regtest")]
    [TestCase("""{ "regtest": false }""", "main")]
    [TestCase("""{ "chain": "signet" }""", "signet")]
    public void It_may_choose_the_chain(string json, string section) => Assert.That(Parse(json, []).Section, Is.EqualTo(section));

    [TestCase("""{ "debug": true }""", true)]
    [TestCase("""{ "debug": [ "net", "zmq" ] }""", true)]
    [TestCase("""{ "debug": [ "zmq" ], "debugexclude": "zmq" }""", false)]
    public void It_may_switch_the_log_on(string json, bool expected) => Assert.That(Parse(json, []).DebugZmq, Is.EqualTo(expected));

    [Test]
    public void It_may_name_the_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "zmqpubhashblock=d");
            Assert.That(Addresses($$"""{ "conf": "{{path.Replace("\\", "\\\\", StringComparison.Ordinal)}}" }""", []), Is.EqualTo((string[])["d"]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void An_address_in_it_says_what_to_publish()
    {
        Assert.That(Parse("""{ "zmqpubrawtx": "a" }""", []).HasAddressOptions);
        Assert.That(Parse("""{ "zmqpubrawtx": "", "zmqpubrawtxhwm": 3 }""", []).HasAddressOptions, Is.False);
    }
}
