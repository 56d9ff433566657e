namespace ZmqNative.IntegrationTests.Security;

/// <summary>subscribe, record and a relay with keys or a login.</summary>
public sealed class KeyedSubscriberTests
{
    private const string Anywhere = "tcp://127.0.0.1:*";

    private static readonly string[] s_absentNode = ["--node", "http://127.0.0.1:1", "--node-cookie", "/nowhere/.cookie"];

    private TempFolder _folder = null!;
    private Tool? _publisher;

    // Started by the tests that ask for it.
    private string Endpoint => (_publisher ??= Publish()).EndpointOf(Anywhere);

    private string[] Keys => ["--curve-server-key", _folder.Child("server.key"), "--curve-certificate", Secret("alice")];

    [OneTimeSetUp]
    public void GenerateKeys()
    {
        _folder = new TempFolder();
        string allowed = Directory.CreateDirectory(_folder.Child("allowed")).FullName;
        foreach (string name in (string[])["server", "alice"])
        {
            Assert.That(Tool.Run(["keygen", _folder.Child(name)]).ExitCode, Is.Zero);
        }
        File.Copy(_folder.Child("alice.key"), Path.Combine(allowed, "alice.key"));
    }

    [OneTimeTearDown]
    public void RemoveKeys() => _folder?.Dispose();

    [TearDown]
    public void End()
    {
        _publisher?.Dispose();
        _publisher = null;
    }

    [Test]
    public void Subscribe_receives_with_keys_from_files()
    {
        (int exitCode, string[] output, string[] error) = Tool.Run(["subscribe", Endpoint, .. Keys, "--count", "1"]);
        Assert.That((exitCode, error), Is.EqualTo((0, Array.Empty<string>())));
        Assert.That(output, Has.Some.Contains("hash"));
    }

    [Test]
    public void Subscribe_takes_the_key_itself_and_says_why_it_waits_without_one()
    {
        string key = File.ReadAllText(_folder.Child("server.key")).Split('"').Single(part => part.Length == 40);
        using (Tool plain = Tool.Start("subscribe", Endpoint))
        {
            _ = plain.Error.WaitFor(line => line.Contains("CURVE", StringComparison.Ordinal));
        }
        Assert.That(Tool.Run(["subscribe", Endpoint, $"--curve-server-key={key}", "--curve-certificate", Secret("alice"), "--count", "1"]).ExitCode, Is.Zero);
    }

    [Test]
    public void Record_and_a_relay_connect_with_keys()
    {
        using Tool recorder = Tool.Start(["record", _folder.Child("session"), "--upstream", Endpoint, .. s_absentNode, .. Keys]);
        _ = recorder.Output.WaitFor(line => line == "Connected.");
        using Tool relay = Tool.Start(["publish", "--upstream", Endpoint, .. s_absentNode, .. Keys, "-zmqpubhashtx=tcp://127.0.0.1:*"]);
        _ = relay.Output.WaitFor(line => line.StartsWith("Recovering: Whether blocks are missing is not known", StringComparison.Ordinal));
    }

    [TestCase("subscribe", "tcp://127.0.0.1:1", "--curve-certificate", "x", "--curve-certificate is set without --curve-server-key")]
    [TestCase("subscribe", "tcp://127.0.0.1:1", "--curve-server-key", "short", "--curve-server-key: a key has 40 characters, not 5.")]
    [TestCase("subscribe", "tcp://127.0.0.1:1", "--plain-login", "/nowhere/login", "/nowhere/login")]
    [TestCase("record", "DIR", "--curve-server-key", "x", "are for the publisher at --upstream, which is missing")]
    [TestCase("publish", "-zmqpubhashtx=tcp://127.0.0.1:*", "--plain-login", "x", "are for the publisher at --upstream, which is missing")]
    public void What_cannot_be_used_is_refused_at_start(string command, string argument, string option, string value, string why)
    {
        string[] node = command == "subscribe" ? [] : s_absentNode;
        (int exitCode, _, string[] error) = Tool.Run([command, argument == "DIR" ? _folder.Child("new") : argument, option, value, .. node]);
        Assert.That((exitCode, error.Length), Is.EqualTo((1, 1)), string.Join('\n', error));
        Assert.That(error[0], Does.StartWith("Error: ").And.Contain(why));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Publish_and_subscribe_take_passwords_from_files_that_only_their_owner_can_read()
    {
        string passwords = _folder.Write("passwords", "me:secret\n"), login = _folder.Write("login", "me:secret\n");
        foreach (string file in new[] { passwords, login })
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using Tool publisher = Tool.Start(
            "publish", "--trace", TestData.Trace("mine-blocks"), "--wait-for-subscribers", "1", $"-zmqplainpasswords={passwords}", "-zmqpubhashtx=tcp://*:*");
        string endpoint = publisher.EndpointOf("tcp://*:*").Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        (int exitCode, _, string[] error) = Tool.Run(["subscribe", endpoint, "--plain-login", login, "--count", "1"]);
        Assert.That((exitCode, error), Is.EqualTo((0, Array.Empty<string>())));
        Assert.That(publisher.Error.WaitFor(_ => true), Does.EndWith("[ZmqNative.Authenticator] PLAIN at tcp://*:*: passwords and messages are readable on the way, use CURVE"));
    }

    [Test]
    [Platform("Linux")]
    public void Secrets_are_in_no_output_argument_or_environment_and_not_in_core_dumps()
    {
        Prerequisite.Require(Runs("strace", "-V"), "strace", "it is not installed");
        string trace = _folder.Child("calls"), secret = File.ReadAllText(Secret("server")).Split('"').Last(part => part.Length == 40);
        using Tool publisher = Tool.StartBy(["strace", "-D", "-f", "-o", trace, "-e", "trace=prctl"], "publish", "--trace", TestData.Trace("mine-blocks"),
            $"-zmqcurvecertificate={Secret("server")}", "-zmqcurveallowedkeys=*", "-debug=zmq", $"-zmqpubhashtx={Anywhere}");
        using Tool subscriber = Tool.Start(["subscribe", publisher.EndpointOf(Anywhere), .. Keys]);
        _ = subscriber.Output.WaitFor(line => line.Contains(" connected: ", StringComparison.Ordinal));
        Assert.That(File.ReadAllText(trace), Does.Contain("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE"));
        foreach (int process in (int[])[publisher.ProcessId, subscriber.ProcessId])
        {
            Assert.That(File.ReadAllText($"/proc/{process}/cmdline"), Does.Contain("key_secret").And.Not.Contain(secret));
            Assert.That(File.ReadAllText($"/proc/{process}/environ"), Does.Not.Contain(secret));
        }
        Assert.That((publisher.Signal(15), subscriber.Signal(15)), Is.EqualTo((0, 0)));
        Assert.That(string.Concat([.. publisher.Output.All, .. publisher.Error.All, .. subscriber.Output.All, .. subscriber.Error.All]), Does.Not.Contain(secret));
    }

    private Tool Publish()
    {
        string[] all = [.. from type in (string[])["hashblock", "hashtx", "rawblock", "rawtx", "sequence"] select $"-zmqpub{type}={Anywhere}"];
        return Tool.Start(["publish", "--trace", TestData.Trace("mine-blocks"), "--wait-for-subscribers", "1",
            $"-zmqcurvecertificate={Secret("server")}", $"-zmqcurveallowedkeys={_folder.Child("allowed")}", .. all]);
    }

    private static bool Runs(params string[] command)
    {
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
            return process.WaitForExit(Tool.Deadline) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Secret(string name) => _folder.Child($"{name}.key_secret");
}
