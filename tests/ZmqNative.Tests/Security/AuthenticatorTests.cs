using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Diagnostics;

namespace ZmqNative.Tests.Security;

/// <summary>Handshakes of real sockets with servers that an authenticator protects.</summary>
[NonParallelizable]
public sealed class AuthenticatorTests : AuthenticatorFixture
{
    [Test]
    public void A_key_of_the_folder_is_let_in_and_others_are_refused_logged_and_counted()
    {
        using Meters meters = new();
        CurveCertificate invited = Invite("invited"), stranger = Keep(CurveCertificate.Create());
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = Folder.Path });
        Assert.That(Connects(server, invited), Is.True);
        Assert.That(Connects(server, stranger), Is.False);
        Assert.That(Refusals(), Is.EqualTo(new[] { $"Refused a client from 127.0.0.1 by CURVE: the key {stranger.PublicKey} is not allowed" }));
        meters.WaitFor("zmqnative.clients.refused{mechanism=CURVE}", 1);
    }

    [Test]
    public void Wrong_server_key_no_key_and_an_old_peer_do_not_get_in()
    {
        CurveCertificate invited = Invite("invited");
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = Folder.Path });
        Assert.That(Connects(server, invited, ZmqCurveKeyPair.Create().PublicKey), Is.False);
        Assert.That(Connects(server, _ => { }), Is.False);
        Assert.That(Connects(server, client => client.PlainUserName = "me"), Is.False);
        Assert.That(Connects(server, invited), Is.True);
    }

    /// <summary>As CZMQ and pyzmq would not see it: the new file has the length and the time of the old one.</summary>
    [Test]
    public void A_changed_file_counts_from_the_next_handshake_on_and_the_open_connection_goes_on()
    {
        CurveCertificate old = Invite("one"), successor = Keep(CurveCertificate.Create());
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = Folder.Path });
        ZmqSocket open = Client(server, old, Server.PublicKey);
        Assert.That(Succeeds(open, server.LastEndpoint), Is.True);

        string file = Path.Combine(Folder.Path, "one.key");
        DateTime time = File.GetLastWriteTimeUtc(file);
        long length = new FileInfo(file).Length;
        File.Delete(file);
        File.Delete(file + "_secret");
        successor.Save(file);
        File.SetLastWriteTimeUtc(file, time);
        Assert.That(new FileInfo(file).Length, Is.EqualTo(length));

        Assert.That(Connects(server, old), Is.False);
        Assert.That(Connects(server, successor), Is.True);
        File.Delete(file);
        Assert.That(Connects(server, successor), Is.False);
        Assert.That(open.Send("still here"u8));
        using ZmqMessage message = new();
        Assert.That(server.Receive(message, Peer.Deadline) && message.Span.SequenceEqual("still here"u8));
    }

    [Test]
    public void A_list_of_keys_is_reread_and_a_damaged_one_allows_nobody()
    {
        CurveCertificate first = Keep(CurveCertificate.Create()), second = Keep(CurveCertificate.Create());
        string list = Path.Combine(Folder.Path, "keys");
        File.WriteAllText(list, $"# first\n{first.PublicKey}\r\n\n");
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = list });
        Assert.That((Connects(server, first), Connects(server, second)), Is.EqualTo((true, false)));
        File.WriteAllText(list, $"{second.PublicKey}\n");
        Assert.That((Connects(server, first), Connects(server, second)), Is.EqualTo((false, true)));
        // Its second character may be #, which would begin a comment; the first of a key never is.
        File.WriteAllText(list, $"{second.PublicKey}\nk{first.PublicKey[2..]}\n");
        Assert.That((Connects(server, first), Connects(server, second)), Is.EqualTo((false, false)));
        Assert.That(Log.Texts, Has.One.EqualTo($"Cannot read {list}, so no key is allowed: {list}, line 2: a key has 40 characters, not 39."));
        File.WriteAllText(list, $"{second.PublicKey}\n");
        Assert.That(Connects(server, second), Is.True);
    }

    [Test]
    public void A_folder_that_is_gone_allows_nobody_and_a_damaged_certificate_spoils_no_other()
    {
        CurveCertificate invited = Invite("invited");
        string damaged = Folder.Write("damaged.key", "curve\n    public-key = \"?\"\n"u8.ToArray());
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = Folder.Path });
        Assert.That((Connects(server, invited), Connects(server, invited)), Is.EqualTo((true, true)));
        Assert.That(Log.Texts, Has.One.StartsWith($"The certificate {damaged} allows nobody: "));
        Directory.Move(Folder.Path, Folder.Path + "-away");
        try
        {
            Assert.That(Connects(server, invited), Is.False);
            Assert.That(Refusals().Single(), Does.EndWith("the list of allowed keys cannot be read"));
        }
        finally
        {
            Directory.Move(Folder.Path + "-away", Folder.Path);
        }
        Assert.That(Connects(server, invited), Is.True);
        Assert.That(Log.Texts.Count(text => text == $"Read {Folder.Path}: 1 keys are allowed"), Is.EqualTo(2), "it is said that it was read again");
    }

    [TestCase("127.0.0.0/8", true)]
    [TestCase("127.0.0.1", true)]
    [TestCase("127.0.0.1/8", true)]
    [TestCase("::ffff:127.0.0.0/104", true)]
    [TestCase("::/0", false)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase("10.0.0.0/8", false)]
    [TestCase("::1", false)]
    public void An_address_counts_in_its_range_also_on_a_socket_for_both_families(string range, bool isLetIn)
    {
        foreach (string address in (string[])["tcp://127.0.0.1:*", "tcp://[::]:*"])
        {
            ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = "*", AllowedAddresses = [range] }, address);
            Assert.That(Connects(server, Keep(CurveCertificate.Create())), Is.EqualTo(isLetIn), address);
            End();
            Begin();
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_unix_sockets_peer_counts_by_its_user_id()
    {
        Peer.RequirePyzmq();
        string me = Peer.RunPython("import os; print(os.getuid())").Trim();
        foreach ((string[] allowed, bool isLetIn) in new[] { (new[] { $"uid:{me}" }, true), ([$"uid:{me}1"], false), (["127.0.0.1"], false), ([], true) })
        {
            ZmqSocket server = Serve(
                new Authenticator(Context, Log) { AllowedKeys = "*", AllowedAddresses = allowed }, $"ipc://{Folder.Path}/socket");
            Assert.That(Connects(server, Keep(CurveCertificate.Create())), Is.EqualTo(isLetIn), string.Join(' ', allowed));
            End();
            Begin();
        }
    }

    [TestCase("192.0.2.1/33")]
    [TestCase("uid:-1")]
    [TestCase("example.org")]
    [TestCase("")]
    public void What_is_no_address_is_refused_at_start(string address)
    {
        using Authenticator authenticator = new(Context) { AllowedAddresses = [address] };
        Assert.That(authenticator.Start, Throws.ArgumentException.With.Message.StartsWith($"'{address}' is no address to allow"));
    }

    [Test]
    public void PLAIN_counts_by_name_and_password()
    {
        ZmqSocket server = Serve(
            new Authenticator(Context, Log) { Passwords = new Dictionary<string, string> { ["Zoë"] = "secret", ["empty"] = "" } },
            configure: socket => socket.PlainServer = true);
        bool ConnectsAs(string name, string password) => Connects(server, client => (client.PlainUserName, client.PlainPassword) = (name, password));
        Assert.That((ConnectsAs("Zoë", "secret"), ConnectsAs("Zoë", "Secret"), ConnectsAs("Zoe", "secret"), ConnectsAs("nobody", "x")), Is.EqualTo((true, false, false, false)));
        Assert.That(Refusals(), Has.Length.EqualTo(3).And.All.EqualTo("Refused a client from 127.0.0.1 by PLAIN: the name or the password is wrong"));
        Assert.That(Log.Texts, Has.None.Contains("secret").And.None.StartsWith("PLAIN from"));
    }

    [TestCase("192.0.2.7", true)]
    [TestCase("127.0.0.1", false)]
    [TestCase("::ffff:127.1.2.3", false)]
    [TestCase("::1", false)]
    [TestCase("localhost:1000:1000:1", false)]
    public void PLAIN_from_beyond_loopback_is_warned_of_once(string address, bool isWarned)
    {
        ZapRules rules = new(keys: null, new AllowedAddresses([]), new AllowedPasswords(new Dictionary<string, string>(), file: null, Log.CreateLogger(AuthenticatorLog.Category)), Log.CreateLogger(AuthenticatorLog.Category));
        using ZmqMessage name = new(), password = new();
        name.CopyFrom("me"u8);
        for (int i = 0; i < 2; i++)
        {
            Assert.That(rules.Decide(address, "PLAIN", [name, password], counts: true), Is.Null);
        }
        Assert.That(Log.Texts.Count(text => text.StartsWith($"PLAIN from {address}: ", StringComparison.Ordinal)), Is.EqualTo(isWarned ? 1 : 0));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Without_credentials_only_an_address_counts(bool hasAddresses)
    {
        ZmqSocket server = Serve(
            new Authenticator(Context, Log) { AllowedAddresses = hasAddresses ? ["127.0.0.1"] : [] }, configure: _ => { });
        Assert.That(Connects(server, _ => { }), Is.EqualTo(hasAddresses));
    }

    [Test]
    public void Without_its_authenticator_a_protected_socket_lets_in_nobody()
    {
        CurveCertificate invited = Invite("invited");
        Authenticator authenticator = new(Context, Log) { AllowedKeys = Folder.Path };
        ZmqSocket server = Serve(authenticator);
        Assert.That(Connects(server, invited), Is.True);
        authenticator.Dispose();
        Assert.That(Connects(server, invited), Is.False);
        Assert.That(() => authenticator.Protect(server), Throws.InvalidOperationException.With.Message.Contains("is not running"));
        Assert.That(authenticator.Start, Throws.InvalidOperationException);
    }

    [Test]
    public void A_socket_cannot_be_protected_before_somebody_answers()
    {
        using Authenticator authenticator = new(Context);
        using ZmqSocket server = new(Context, ZmqSocketType.Publish);
        Assert.That(() => authenticator.Protect(server), Throws.InvalidOperationException.With.Message.Contains("call Start before Protect"));
    }

    [Test]
    public void A_context_has_one_authenticator_at_a_time()
    {
        using Authenticator first = new(Context), second = new(Context), third = new(Context);
        first.Start();
        Assert.That(second.Start, Throws.InvalidOperationException.With.Message.EqualTo("The context has an authenticator already, and can have only one."));
        first.Dispose();
        third.Start();
    }

    [Test]
    public void A_list_that_cannot_be_read_is_refused_at_start()
    {
        using Authenticator authenticator = new(Context) { AllowedKeys = Path.Combine(Folder.Path, "missing") };
        Assert.That(authenticator.Start, Throws.InstanceOf<IOException>().With.Message.Contains("missing"));
    }

    [Test]
    public void It_ends_with_its_context()
    {
        using Authenticator authenticator = new(Context);
        authenticator.Start();
        Task ending = Task.Run(Context.Dispose);
        Assert.That(ending.Wait(Peer.Deadline), "its socket does not hold the context");
    }

    /// <summary>A request that libzmq would not send; the next one is answered.</summary>
    [Test]
    public void A_request_that_is_none_is_ignored()
    {
        CurveCertificate invited = Invite("invited");
        ZmqSocket server = Serve(new Authenticator(Context, Log) { AllowedKeys = Folder.Path });
        using ZmqSocket strange = new(Context, ZmqSocketType.Dealer) { Linger = 0 };
        strange.Connect("inproc://zeromq.zap.01");
        Assert.That(strange.Send("1.0"u8) && strange.Send([], more: true) && strange.Send("2.0"u8));
        Assert.That(Connects(server, invited), Is.True);
    }
}
