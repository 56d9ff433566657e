using ZmqNative.Publishing;

namespace ZmqNative.Tests.Configuration;

/// <summary>Core's merging of command line and bitcoin.conf, quirks included.</summary>
public sealed class BitcoinArgumentsTests
{
    private static BitcoinArguments Parse(string[] arguments, string? conf = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, conf ?? "");
            return BitcoinArguments.Parse(conf is null ? arguments : [.. arguments, $"-conf={path}"], new NotifierFactories());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<string> Addresses(string[] arguments, string? conf = null) => Parse(arguments, conf).ToNotificationOptions().PubHashBlock;

    private static int HighWatermark(string[] arguments, string? conf = null) => Parse(arguments, conf).ToNotificationOptions().PubHashBlockHighWatermark;

    [Test]
    public void Addresses_of_the_command_line_stand_before_those_of_the_file() =>
        Assert.That(Addresses(["-zmqpubhashblock=a", "--zmqpubhashblock=b"], "zmqpubhashblock=c\nzmqpubhashblock=d"), Is.EqualTo((string[])["a", "b", "c", "d"]));

    [Test]
    public void The_section_of_the_chain_stands_before_the_default_section() =>
        Assert.That(Addresses(["-regtest"], "zmqpubhashblock=c\n[regtest]\nzmqpubhashblock=d\n[test]\nzmqpubhashblock=e"), Is.EqualTo((string[])["d", "c"]));

    [TestCase("-chain=test", "test")]
    [TestCase("-testnet", "test")]
    [TestCase("-testnet4=1", "testnet4")]
    [TestCase("-signet", "signet")]
    [TestCase("-regtest=0", "main")]
    [TestCase("-chain=main", "main")]
    public void The_chain_chooses_the_section(string argument, string section) => Assert.That(Parse([argument]).Section, Is.EqualTo(section));

    [Test]
    public void The_file_may_choose_the_chain_and_name_sections_in_the_key() =>
        Assert.That(Addresses([], "regtest=1\nregtest.zmqpubhashblock=d\nmain.zmqpubhashblock=e"), Is.EqualTo((string[])["d"]));

    [Test]
    public void Two_chains_at_once_are_refused() =>
        Assert.That(() => Parse(["-regtest", "-signet"]), Throws.TypeOf<NotificationStartException>().With.Message.StartsWith("Invalid combination of -regtest"));

    [Test]
    public void A_negation_drops_what_stands_before_it_and_the_file() =>
        Assert.That(Addresses(["-zmqpubhashblock=a", "-nozmqpubhashblock"], "zmqpubhashblock=c"), Is.Empty);

    [Test]
    public void A_value_after_the_negation_brings_the_files_values_back() =>
        Assert.That(Addresses(["-zmqpubhashblock=a", "-nozmqpubhashblock", "-zmqpubhashblock=b"], "zmqpubhashblock=c"), Is.EqualTo((string[])["b", "c"]));

    [Test]
    public void A_negation_in_the_file_drops_what_stands_before_it_in_the_file() =>
        Assert.That(Addresses(["-zmqpubhashblock=a"], "zmqpubhashblock=b\nnozmqpubhashblock=1\nzmqpubhashblock=c"), Is.EqualTo((string[])["a", "c"]));

    [Test]
    public void A_double_negation_is_the_address_1() => Assert.That(Addresses(["-nozmqpubhashblock=0"]), Is.EqualTo((string[])["1"]));

    [TestCase("-zmqpubhashblock")]
    [TestCase("-zmqpubhashblock=")]
    public void No_value_is_an_empty_address(string argument) => Assert.That(Addresses([argument]), Is.EqualTo((string[])[""]));

    [TestCase("5", 5)]
    [TestCase(" 5", 5)]
    [TestCase("+5", 5)]
    [TestCase("+-5", 0)]
    [TestCase("5x", 5)]
    [TestCase("0x10", 0)]
    [TestCase("word", 0)]
    [TestCase("", 0)]
    [TestCase("-5", -5)]
    [TestCase("2147483648", int.MinValue)]
    [TestCase("4294967297", 1)]
    [TestCase("99999999999999999999", -1)]
    [TestCase("-99999999999999999999", 0)]
    public void A_high_water_mark_is_read_as_atoi_reads_it_and_cut_to_32_bits(string text, int expected) =>
        Assert.That(HighWatermark([$"-zmqpubhashblockhwm={text}"]), Is.EqualTo(expected));

    [Test]
    public void The_last_mark_of_the_command_line_and_the_first_of_the_file_win()
    {
        Assert.That(HighWatermark(["-zmqpubhashblockhwm=1", "-zmqpubhashblockhwm=2"], "zmqpubhashblockhwm=3"), Is.EqualTo(2));
        Assert.That(HighWatermark([], "zmqpubhashblockhwm=3\nzmqpubhashblockhwm=4"), Is.EqualTo(3));
        Assert.That(HighWatermark(["-regtest"], "zmqpubhashblockhwm=3\n[regtest]\nzmqpubhashblockhwm=4"), Is.EqualTo(4));
        Assert.That(HighWatermark(["-nozmqpubhashblockhwm"], "zmqpubhashblockhwm=3"), Is.Zero);
        Assert.That(HighWatermark([]), Is.EqualTo(1000));
    }

    [TestCase("-zmqpubfoo=tcp://127.0.0.1:1")]
    [TestCase("-regtest.zmqpubhashblock=a")]
    [TestCase("---zmqpubhashblock=a")]
    [TestCase("zmqpubhashblock=a")]
    public void An_option_that_does_not_exist_is_refused_in_bitcoinds_words(string argument) =>
        Assert.That(() => Parse([argument]), Throws.TypeOf<NotificationStartException>().With.Message.EqualTo($"Error parsing command line arguments: Invalid parameter {argument}"));

    [TestCase("-debug=zmq", true)]
    [TestCase("-debug", true)]
    [TestCase("-debug=1", true)]
    [TestCase("-debug=all", true)]
    [TestCase("-debug=net", false)]
    [TestCase("-debug=0", false)]
    [TestCase("-nodebug", false)]
    public void Debug_switches_the_category_on(string argument, bool expected) => Assert.That(Parse([argument]).DebugZmq, Is.EqualTo(expected));

    [Test]
    public void Debugexclude_switches_the_category_off() => Assert.That(Parse(["-debug=all", "-debugexclude=zmq"]).DebugZmq, Is.False);

    [Test]
    public void A_negated_address_option_still_says_what_to_publish()
    {
        Assert.That(Parse(["-debug=zmq"]).HasAddressOptions, Is.False);
        Assert.That(Parse(["-nozmqpubrawtx"]).HasAddressOptions);
        Assert.That(Parse([], "zmqpubrawtx=a").HasAddressOptions);
    }

    [TestCase("zmqpubhashblock", 1, "expected name=value")]
    [TestCase("\n\nnozmqpubhashblock", 3, "write nozmqpubhashblock=1")]
    [TestCase("# fine\n-zmqpubhashblock=a", 2, "without the leading -")]
    public void A_malformed_line_is_named(string conf, int line, string reason) =>
        Assert.That(() => Parse([], conf), Throws.TypeOf<InvalidDataException>().With.Message.Contains($", line {line}: ").And.Message.Contains(reason));

    [TestCase("-conf")]
    [TestCase("-conf=")]
    public void An_empty_file_name_is_refused(string argument) =>
        Assert.That(() => Parse([argument]), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("-conf= names no file."));

    [Test]
    public void Comments_blanks_and_unknown_names_are_passed_over() =>
        Assert.That(Addresses([], " # all of it\n\n \t zmqpubhashblock = a b # rest\r\nrpcuser=x\n"), Is.EqualTo((string[])["a b"]));

    [TestCase("-chain=nonsense", "Unknown chain nonsense.")]
    [TestCase("-chain", "Unknown chain .")]
    [TestCase("-debug=nonsense", "Unsupported logging category -debug=nonsense.")]
    [TestCase("-debug=ZMQ", "Unsupported logging category -debug=ZMQ.")]
    [TestCase("-debugexclude=nonsense", "Unsupported logging category -debugexclude=nonsense.")]
    [TestCase("-debugexclude=none", "Unsupported logging category -debugexclude=none.")]
    public void A_chain_or_a_log_category_that_does_not_exist_is_refused_in_bitcoinds_words(string argument, string message)
    {
        Assert.That(() => Parse([argument]), Throws.TypeOf<NotificationStartException>().With.Message.EqualTo(message));
        Assert.That(() => Parse([], argument.TrimStart('-') + (argument.Contains('=') ? "" : "=")), Throws.TypeOf<NotificationStartException>().With.Message.EqualTo(message));
    }

    [Test]
    public void A_category_before_none_is_not_looked_at() => Assert.That(Parse(["-debug=nonsense", "-debug=zmq", "-debug=none"]).DebugZmq, Is.False);

    [TestCase("rpcpassword=secret#b")]
    [TestCase("main.rpcpassword=secret # comment")]
    public void A_password_with_a_hash_is_refused_without_showing_it(string line) =>
        Assert.That(() => Parse([], line), Throws.TypeOf<InvalidDataException>().With.Message.Contains(", line 1: rpcpassword: a # ").And.Message.Not.Contains("secret"));

    [Test]
    public void A_byte_order_mark_hides_the_first_option_as_in_bitcoind()
    {
        BitcoinArguments read = Parse([], "\uFEFFzmqpubhashblock=a\nzmqpubrawtx=b");
        Assert.That(read.ToNotificationOptions().PubHashBlock, Is.Empty);
        Assert.That(read.ToNotificationOptions().PubRawTransaction, Is.EqualTo((string[])["b"]));
        Assert.That(read.Warnings.Single(), Does.EndWith(", line 1: zmqpubhashblock is ignored, as by bitcoind: a byte order mark stands before it; save the file without it."));
    }

    [TestCase("\uFEFF# comment")]
    [TestCase("\uFEFF[regtest]")]
    public void A_byte_order_mark_alone_is_refused_as_by_bitcoind(string conf) =>
        Assert.That(() => Parse([], conf), Throws.TypeOf<InvalidDataException>().With.Message.Contains("byte order mark"));

    [Test]
    public void A_misspelt_option_is_named_and_nothing_is_published_in_its_place()
    {
        BitcoinArguments read = Parse([], "zmqpubhashblok=a\nnonsense=1");
        Assert.That(read.Warnings.Single(), Does.Contain(", line 1: zmqpubhashblok is ignored, as by bitcoind, which has no such option: the types are pubhashblock, "));
        Assert.That(read.HasAddressOptions);
    }

    [Test]
    public void Addresses_for_another_chain_alone_are_named_and_nothing_is_published_in_their_place()
    {
        BitcoinArguments read = Parse(["-regtest"], "[main]\nzmqpubhashblock=a");
        Assert.That(read.Warnings.Single(), Does.EndWith(", line 2: zmqpubhashblock is for the chain main, and the chain is regtest: nothing is published."));
        Assert.That(read.HasAddressOptions);
        Assert.That(Parse(["-regtest"], "[main]\nzmqpubhashblock=a\n[regtest]\nzmqpubhashblock=b").Warnings, Is.Empty);
        Assert.That(Parse([], "[mian]\nzmqpubhashblock=a").Warnings.Single(), Does.Contain("[mian] is no chain; they are main, test, "));
    }

    [TestCase("abc", "read as 0, which is no limit, as by bitcoind")]
    [TestCase("", "read as 0, which is no limit, as by bitcoind")]
    [TestCase("5x", "read as 5, as by bitcoind")]
    [TestCase("4294967297", "read as 1, as by bitcoind")]
    [TestCase("-1", "ignored, as by bitcoind: the high water mark is 1000")]
    [TestCase("2147483648", "ignored, as by bitcoind: the high water mark is 1000")]
    public void A_mark_that_means_another_is_named(string text, string effect)
    {
        Assert.That(Parse([$"-zmqpubhashblockhwm={text}"]).Warnings, Is.EqualTo([$"-zmqpubhashblockhwm={text} is {effect}."]));
        Assert.That(Parse([], $"zmqpubhashblockhwm={text}").Warnings, Is.EqualTo([$"-zmqpubhashblockhwm={text} is {effect}."]));
    }

    [TestCase("0")]
    [TestCase("1000")]
    public void A_mark_that_means_itself_is_not(string text) => Assert.That(Parse([$"-zmqpubhashblockhwm={text}"]).Warnings, Is.Empty);

    [TestCase("tcp://127.0.0.1:99999", "34463")]
    [TestCase("tcp://[::1]:-1", "65535")]
    public void A_port_that_means_another_is_named(string address, string port) =>
        Assert.That(Parse([$"-zmqpubhashblock={address}"]).Warnings, Is.EqualTo([$"-zmqpubhashblock={address}: a port has 16 bits, so this is port {port}, as in bitcoind."]));

    [TestCase("tcp://127.0.0.1:65535")]
    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("unix:/a:99999")]
    public void Other_addresses_are_not(string address) => Assert.That(Parse([$"-zmqpubhashblock={address}"]).Warnings, Is.Empty);

    [TestCase("[regtest]\nincludeconf={0}\n", "-regtest", "b", "c")]
    [TestCase("regtest.includeconf={0}\n", "-regtest", "b", "c")]
    [TestCase("includeconf={0}\n", "-regtest", "b", "c")]
    [TestCase("[regtest]\nincludeconf={0}\n")]
    [TestCase("includeconf={0}\nnoincludeconf=1\n", "-regtest")]
    [TestCase("includeconf={0}\n", "-regtest -noincludeconf")]
    public void Files_are_included_from_the_section_of_the_chain_and_the_default_one(string conf, string arguments = "-debug=zmq", params string[] addresses)
    {
        string included = Path.GetTempFileName();
        try
        {
            File.WriteAllText(included, "zmqpubhashblock=c\n[regtest]\nzmqpubhashblock=b\nincludeconf=another\n");
            BitcoinArguments read = Parse(arguments.Split(' '), conf.Replace("{0}", included, StringComparison.Ordinal));
            Assert.That(read.ToNotificationOptions().PubHashBlock, Is.EqualTo(addresses));
            Assert.That(read.Warnings, addresses.Length > 0
                ? Is.EqualTo([$"{included}, line 4: includeconf=another is ignored, as by bitcoind: it stands in an included file."]) : Is.Empty);
        }
        finally
        {
            File.Delete(included);
        }
    }

    [Test]
    public void A_file_that_cannot_be_included_is_refused_as_by_bitcoind() =>
        Assert.That(() => Parse([], "includeconf=/no/such/file"), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("includeconf=/no/such/file cannot be read: "));

    [Test]
    public void Included_files_are_read()
    {
        string included = Path.GetTempFileName();
        try
        {
            File.WriteAllText(included, "zmqpubhashblock=b");
            Assert.That(Addresses([], $"zmqpubhashblock=a\nincludeconf={included}"), Is.EqualTo((string[])["a", "b"]));
        }
        finally
        {
            File.Delete(included);
        }
    }
}
