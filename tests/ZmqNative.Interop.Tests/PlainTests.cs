namespace ZmqNative.Interop.Tests;

/// <summary>PLAIN with an authenticator (RFC 27), which every PLAIN server needs.</summary>
public class PlainTests : SocketFixture
{
    [TestCase("secret", true)]
    [TestCase("guess", false)]
    public void The_authenticator_is_asked_with_domain_name_and_password_and_its_answer_counts(string password, bool letIn)
    {
        ZmqSocket authenticator = Open(ZmqSocketType.Reply), server = Open(ZmqSocketType.Pull), client = Open(ZmqSocketType.Push);
        authenticator.Bind("inproc://zeromq.zap.01");
        EventLog events = new();
        using ZmqMonitor monitor = new(Context, server, events.Add);
        (server.PlainServer, server.ZapDomain) = (true, "house");
        server.Bind(AnyPort);
        (client.PlainUserName, client.PlainPassword) = ("Zoë", password);
        Assert.That((server.Mechanism, client.Mechanism), Is.EqualTo((ZmqMechanism.Plain, ZmqMechanism.Plain)));
        client.Connect(server.LastEndpoint);

        List<byte[]> request = ReceiveParts(authenticator);
        string[] text = [.. request.Select(System.Text.Encoding.UTF8.GetString)];
        Assert.That((text[0], text[2], text[5], text[6], text[7]), Is.EqualTo(("1.0", "house", "PLAIN", "Zoë", password)));
        byte[][] answer = ["1.0"u8.ToArray(), request[1], letIn ? "200"u8.ToArray() : "400"u8.ToArray(), [], "user 7"u8.ToArray()];
        foreach (byte[] part in answer)
        {
            authenticator.Send(part, more: true);
        }
        authenticator.Send([]);

        if (!letIn)
        {
            Assert.That(events.WaitFor(ZmqMonitorEventKind.HandshakeFailedAuthentication).Value, Is.EqualTo(400));
            return;
        }
        using ZmqMessage message = new();
        Assert.That(client.Send("x"u8) && server.Receive(message));
        Assert.That(message.Property("User-Id"), Is.EqualTo("user 7"));
    }

    [Test]
    public void A_name_taken_back_ends_the_mechanism()
    {
        ZmqSocket client = Open(ZmqSocketType.Push);
        client.PlainUserName = "me";
        Assert.That(client.Mechanism, Is.EqualTo(ZmqMechanism.Plain));
        client.PlainUserName = null;
        Assert.That(client.Mechanism, Is.EqualTo(ZmqMechanism.Null));
    }
}
