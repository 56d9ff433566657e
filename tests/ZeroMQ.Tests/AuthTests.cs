namespace ZeroMQ.Tests;

/// <summary>Real clients and servers through tcp in one process, and who gets in.</summary>
public class AuthTests : AuthFixture
{
    [TestCase("admin", "secret", true)]
    [TestCase("admin", "\"secret\"", true, Description = "as clients had to send it to clrzmq4")]
    [TestCase("admin", "\"secret", false)]
    [TestCase("admin", "", false)]
    [TestCase("guest", "open", true)]
    [TestCase("guest", "\"open\"", false)]
    [TestCase("guest", "secret", false)]
    [TestCase("nobody", "secret", false)]
    [TestCase("sum", "1 = 1 # true", true)]
    [TestCase("# comment", "x", false)]
    public void A_name_and_its_password_are_let_in(string name, string password, bool letIn)
    {
        Command("PLAIN", Write("passwords", "# comment = x\n\nadmin = \"secret\"\nguest=open\n  sum = 1 = 1 # true\nno password\n"));
        (ZSocket server, Func<bool> letsIn) = Serve(socket => socket.PlainServer = true);
        Call(server, Plain(name, password));
        Assert.That(letsIn(), Is.EqualTo(letIn));
        if (letIn)
        {
            using ZFrame frame = server.ReceiveFrame();
            Assert.That((frame.ReadString(), frame.GetOption("User-Id")), Is.EqualTo(("hello", name)));
        }
    }

    [Test]
    public void Without_a_file_of_passwords_nobody_is_let_in_with_one()
    {
        (ZSocket server, Func<bool> letsIn) = Serve(socket => socket.PlainServer = true);
        Call(server, Plain("admin", "secret"));
        Assert.That(letsIn(), Is.False);
    }

    [Test]
    public void A_changed_file_of_passwords_counts()
    {
        string path = Path.Combine(Folder, "passwords");
        Command("PLAIN", path);
        (ZSocket server, Func<bool> letsIn) = Serve(socket => socket.PlainServer = true);
        Call(server, Plain("admin", "secret"));
        Assert.That(letsIn(), Is.False, "there is no file yet");
        Write("passwords", "admin = secret");
        Call(server, Plain("admin", "secret"));
        Assert.That(letsIn(), Is.True);
        Write("passwords", "admin = other secret");
        Call(server, Plain("admin", "secret"));
        Assert.That(letsIn(), Is.False);
    }

    [Test]
    public void A_known_key_is_let_in_and_its_metadata_come_with_each_message()
    {
        ZCert client = new();
        client.SetMeta("name", "Zoë");
        client.SetMeta("X-Role", "");
        client.SetMeta(new string('n', 300), "has no place in a reply");
        Directory.CreateDirectory(Path.Combine(Folder, "below"));
        client.SavePublic(Path.Combine(Folder, "below", "client"));
        Write("readme", "no certificate");
        Command("CURVE", Folder);
        (ZSocket server, Func<bool> letsIn) = ServeCurve(out ZCert serverKeys);
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.True);
        using ZFrame frame = server.ReceiveFrame();
        Assert.That(
            (frame.ReadString(), frame.GetOption("User-Id"), frame.GetOption("name"), frame.GetOption("X-Role"), frame.GetOption("never there", out _)),
            Is.EqualTo(("hello", client.PublicTxt, "Zoë", "", (string?)null)));
    }

    [Test]
    public void A_key_is_let_in_from_when_its_certificate_is_there_until_it_is_gone()
    {
        ZCert client = new();
        string certificates = Path.Combine(Folder, "certificates");
        Command("CURVE", certificates);
        (ZSocket server, Func<bool> letsIn) = ServeCurve(out ZCert serverKeys);
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.False, "there is no such directory yet");
        Directory.CreateDirectory(certificates);
        new ZCert().Save(Path.Combine(certificates, "other"));
        client.SaveSecret(Path.Combine(certificates, "client_secret"));
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.False, "only the secret file is there");
        client.SavePublic(Path.Combine(certificates, "client"));
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.True);
        File.Delete(Path.Combine(certificates, "client"));
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.False);
        Command("CURVE", "*");
        Call(server, Curve(client, serverKeys));
        Assert.That(letsIn(), Is.True);
    }

    [Test]
    public void Every_key_is_let_in_at_first_but_not_without_the_servers()
    {
        (ZSocket server, Func<bool> letsIn) = ServeCurve(out ZCert serverKeys);
        Call(server, Curve(new ZCert(), serverKeys));
        Assert.That(letsIn(), Is.True);
        Call(server, Curve(new ZCert(), new ZCert()));
        Assert.That(letsIn(), Is.False);
        Call(server, _ => { });
        Assert.That(letsIn(), Is.False);
    }

    [TestCase("ALLOW", "127.0.0.1", true)]
    [TestCase("ALLOW", "10.0.0.1", false)]
    [TestCase("DENY", "127.0.0.1", false)]
    [TestCase("DENY", "10.0.0.1", true)]
    public void An_address_is_let_in_or_not(string command, string address, bool letIn)
    {
        Command(command, "10.0.0.9", address);
        (ZSocket server, Func<bool> letsIn) = Serve(socket => socket.ZAPDomain = "house");
        Call(server, _ => { });
        Assert.That(letsIn(), Is.EqualTo(letIn));
    }

    [Test]
    public void What_is_denied_does_not_count_where_something_is_allowed()
    {
        Command("DENY", "127.0.0.1");
        Command("ALLOW", "127.0.0.1");
        (ZSocket server, Func<bool> letsIn) = Serve(socket => socket.ZAPDomain = "house");
        Call(server, _ => { });
        Assert.That(letsIn(), Is.True);
    }

    private (ZSocket Server, Func<bool> LetsIn) ServeCurve(out ZCert keys)
    {
        ZCert own = keys = new ZCert();
        return Serve(socket =>
        {
            socket.CurveServer = true;
            own.Apply(socket);
        });
    }

    private static Action<ZSocket> Curve(ZCert own, ZCert server) => socket =>
    {
        own.Apply(socket);
        socket.CurveServerKey = server.PublicKey;
    };
}
