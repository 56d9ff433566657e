namespace ZmqNative.IntegrationTests;

/// <summary>keygen: two files, the public key, and nothing overwritten.</summary>
public sealed class KeygenTests
{
    [Test]
    public void Keygen_writes_a_pair_once_and_shows_only_the_public_key()
    {
        using TempFolder folder = new();
        string name = folder.Child("alice"), open = $"{name}.key", secret = $"{name}.key_secret";
        (int exitCode, string[] output, string[] error) = Tool.Run(["keygen", name, "--metadata", "e-mail=a=b", "--metadata", "name=Alice A."]);
        Assert.That((exitCode, error), Is.EqualTo((0, Array.Empty<string>())));
        string[] keys = [.. File.ReadAllText(secret).Split('"').Where(part => part.Length == 40)];
        Assert.That(output, Is.EqualTo(new[] { $"public key   {keys[0]}", $"public file  {open}", $"secret file  {secret}" }));
        Assert.That(File.ReadAllText(open), Does.Contain($"public-key = \"{keys[0]}\"").And.Contain("e-mail = \"a=b\"").And.Contain("name = \"Alice A.\"").And.Not.Contain(keys[1]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(secret), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        string before = File.ReadAllText(secret);
        (exitCode, output, error) = Tool.Run(["keygen", open]);
        Assert.That((exitCode, output), Is.EqualTo((1, Array.Empty<string>())));
        Assert.That(error.Single(), Does.StartWith("Error: ").And.Contain(secret));
        Assert.That(File.ReadAllText(secret), Is.EqualTo(before));
    }

    [TestCase("--metadata", "name", "--metadata takes NAME=VALUE, not 'name'")]
    [TestCase("--metadata", "name=\"A\"", "CZMQ cannot read a value with a double quote")]
    public void Keygen_refuses_metadata_that_others_cannot_read(string option, string value, string why)
    {
        using TempFolder folder = new();
        (int exitCode, _, string[] error) = Tool.Run(["keygen", folder.Child("a"), option, value]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.Single(), Does.Contain(why));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(folder.Child("a"))!), Is.Empty);
    }

    /// <summary>A refusal is seen without -debug: it is for whoever runs the publisher.</summary>
    [Test]
    public void Publish_takes_CURVE_options_and_writes_refusals()
    {
        using TempFolder folder = new();
        string server = folder.Child("server");
        Assert.That(Tool.Run(["keygen", server]).ExitCode, Is.Zero);
        string allowed = Directory.CreateDirectory(folder.Child("allowed")).FullName;
        (int exitCode, _, string[] error) = Tool.Run(["publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqcurvecertificate={server}.key_secret", "-zmqpubhashblock=tcp://127.0.0.1:*"]);
        Assert.That((exitCode, error.Single().Contains("-zmqcurveallowedkeys", StringComparison.Ordinal)), Is.EqualTo((1, true)));

        string address = "tcp://127.0.0.1:*", key = File.ReadAllText($"{server}.key").Split('"').Single(part => part.Length == 40);
        using Tool publisher = Tool.Start("publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqcurvecertificate={server}.key_secret", $"-zmqcurveallowedkeys={allowed}", $"-zmqpubhashblock={address}");
        using NetMQ.Sockets.SubscriberSocket stranger = new();
        stranger.Options.CurveServerKey = NetMQ.NetMQCertificate.FromPublicKey(key).PublicKey;
        stranger.Options.CurveCertificate = new NetMQ.NetMQCertificate();
        stranger.SubscribeToAnyTopic();
        stranger.Connect(publisher.EndpointOf(address));
        string line = publisher.Error.WaitFor(text => text.Contains("Refused", StringComparison.Ordinal));
        Assert.That(line, Does.Contain("[ZmqNative.Authenticator] Refused a client from 127.0.0.1 by CURVE: the key ").And.EndsWith(" is not allowed"));
    }

    /// <summary>The real library, except that it says of itself what one that was built without CURVE says.</summary>
    [Test]
    [Platform("Linux")]
    public void A_libzmq_without_CURVE_is_refused_where_keys_are_wanted()
    {
        using TempFolder folder = new();
        const string Answer = "#include <string.h>\nint zmq_has(const char *name) { return strcmp(name, \"curve\") != 0; }";
        string real = Tool.Run(["info"]).Output.Single(line => line.StartsWith("loaded from", StringComparison.Ordinal))["loaded from".Length..].Trim();
        string library = folder.Child("libzmq.so"), source = folder.Write("has.c", Answer), server = folder.Child("server");
        Prerequisite.Require(Compiles("-shared", "-fPIC", "-o", library, source, "-Wl,--no-as-needed", real), "cc", "no shared library can be compiled");
        Assert.That(Tool.Run(["keygen", server]).ExitCode, Is.Zero);

        (int exitCode, _, string[] error) = Tool.Run(["keygen", folder.Child("other")], library);
        Assert.That((exitCode, error.Single()), Is.EqualTo((1, error[0])));
        Assert.That(error[0], Does.StartWith("Error: A key pair is wanted, but libzmq ").And.EndsWith("was built without CURVE."));
        (exitCode, _, error) = Tool.Run(["publish", "--trace", TestData.Trace("mine-blocks"), $"-zmqcurvecertificate={server}.key_secret", "-zmqcurveallowedkeys=*", "-zmqpubhashblock=tcp://127.0.0.1:*"], library);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.Single(), Does.StartWith("Error: -zmqcurvecertificate is given, but libzmq ").And.EndsWith("was built without CURVE."));
    }

    private static bool Compiles(params string[] arguments)
    {
        try
        {
            using System.Diagnostics.Process compiler = System.Diagnostics.Process.Start("cc", arguments);
            return compiler.WaitForExit(Tool.Deadline) && compiler.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
