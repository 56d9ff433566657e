using System.Globalization;
using System.Text;

namespace ZeroMQ.Tests;

/// <summary>The authenticator as an actor: commands, requests it should never get, and its end.</summary>
public class AuthActorTests : AuthFixture
{
    // The frames after version and request id: domain, address, identity, mechanism, credentials.
    private static readonly TestCaseData[] s_requests =
    [
        Request("200", "1.0", "7", "", "::1", "", "NULL"),
        Request("200", "1.0", "7", "", "::1", "", "CURVE", new string('k', 32)),
        Request("200", "1.0", "7", "", "::1", "", "GSSAPI", "principal"),
        Request("400", "1.0", "7", "", "::1", "", "NULL", "credentials"),
        Request("400", "1.0", "7", "", "::1", "", "PLAIN", "name"),
        Request("400", "1.0", "7", "", "::1", "", "PLAIN", "name", "password", "more"),
        Request("400", "1.0", "7", "", "::1", "", "CURVE", new string('k', 31)),
        Request("400", "1.0", "7", "", "::1", "", "CURVE"),
        Request("400", "1.0", "7", "", "::1", "", "GSSAPI"),
        Request("400", "1.0", "7", "", "::1", "", "UNHEARD"),
        Request("400", "1.0", "7", "", "::1", "", ""),
        Request("500", "1.0", "7", "", "::1", ""),
        Request("500", "1.1", "7", "", "::1", "", "NULL"),
        Request("500", "", "7", "", "::1", "", "NULL"),
        Request("500", "1.0", "7"),
        Request("500", "1.0"),
        Request("500", ""),
    ];

    [TestCaseSource(nameof(s_requests))]
    public void A_request_is_answered_as_the_protocol_says(string status, string[] frames)
    {
        string[] answer = Ask(frames);
        Assert.That((answer.Length, answer[0], answer[1], answer[2]), Is.EqualTo((6, "1.0", frames.Length > 1 ? "7" : "", status)));
        Command("VERBOSE");
    }

    [Test]
    public void A_list_of_users_that_cannot_be_read_lets_nobody_in()
    {
        Command("PLAIN", Folder);
        Assert.That(Ask("1.0", "7", "", "::1", "", "PLAIN", "name", "password")[2], Is.EqualTo("400"));
        string path = Write("passwords", "name = password");
        Command("PLAIN", path);
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.That(Ask("1.0", "7", "", "::1", "", "PLAIN", "name", "password")[2], Is.EqualTo("500"));
        }
        Assert.That(Ask("1.0", "7", "", "::1", "", "PLAIN", "name", "password")[2], Is.EqualTo("200"));
    }

    [TestCase("UNHEARD")]
    [TestCase("")]
    [TestCase("PLAIN")]
    [TestCase("CURVE", "one", "two")]
    public void A_command_it_does_not_know_is_answered_too(params string[] frames) => Assert.That(Command(Authenticator, frames), Is.EqualTo(-1));

    [TestCase("VERBOSE")]
    [TestCase("GSSAPI")]
    [TestCase("ALLOW")]
    [TestCase("DENY", "1.1.1.1", "2.2.2.2")]
    public void A_command_is_answered_by_zero(params string[] frames) => Assert.That(Command(Authenticator, frames), Is.Zero);

    [Test]
    public void Commands_whose_answers_nobody_reads_do_not_stop_it()
    {
        Authenticator.Frontend.SendHighWatermark = 0;
        for (int i = 0; i < 5000; i++)
        {
            SendText(Authenticator.Frontend, "GSSAPI");
        }
        Assert.That(Ask("1.0", "7", "", "::1", "", "NULL")[2], Is.EqualTo("200"));
    }

    [Test]
    [NonParallelizable]
    public void VERBOSE_writes_decisions_but_no_passwords()
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        TextWriter before = Console.Out;
        Console.SetOut(text);
        try
        {
            Command("PLAIN", Write("passwords", "name = password"));
            _ = Ask("1.0", "7", "", "::1", "", "PLAIN", "before", "password");
            Command("VERBOSE");
            _ = Ask("1.0", "7", "", "::1", "", "PLAIN", "name", "password");
            _ = Ask("1.0", "7", "", "::1", "", "PLAIN", "other", "password");
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.That(text.ToString().ReplaceLineEndings("\n"), Is.EqualTo("ZAuth: 200 OK name\nZAuth: 400 Name or password is wrong \n"));
    }

    [Test]
    public void TERM_ends_it_and_its_endpoint_is_free_again()
    {
        SendText(Authenticator.Frontend, "$TERM");
        Assert.That(Authenticator.Join(Within.Deadline));
        ZActor next = Start(new ZActor(Context, ZAuth.Action));
        Assert.That(Command(next, "GSSAPI"), Is.Zero);
    }

    [Test]
    public void A_second_one_in_a_context_says_that_it_has_no_endpoint()
    {
        Command("GSSAPI");
        ZActor second = Start(new ZActor(Context, ZAuth.Action));
        Assert.That(Command(second, "GSSAPI"), Is.EqualTo(ZError.EADDRINUSE.Number));
        Command("GSSAPI");
    }

    [Test]
    public void Dispose_ends_it_and_frees_its_endpoint()
    {
        Within.Run(Authenticator.Dispose);
        Assert.That(Command(Start(new ZActor(Context, ZAuth.Action)), "GSSAPI"), Is.Zero);
    }

    [Test]
    public void It_ends_with_its_context()
    {
        Command("GSSAPI");
        Context.Shutdown();
        Assert.That(Authenticator.Join(Within.Deadline));
    }

    [Test]
    public void The_other_form_is_on_the_current_context()
    {
        ZActor actor = Start(new ZActor(ZAuth.Action0, null));
        Assert.That(Command(actor, "VERBOSE"), Is.Zero);
        using ZSocket other = new(ZSocketType.REP);
        Assert.That(() => other.Bind("inproc://zeromq.zap.01"), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EADDRINUSE));
    }

    private static TestCaseData Request(string status, params string[] frames) => new(status, frames);

    // Latin-1, so that a character is a byte.
    private string[] Ask(params string[] frames)
    {
        ZSocket client = Open(ZSocketType.REQ);
        client.Connect("inproc://zeromq.zap.01");
        using ZMessage request = new(frames.Select(frame => new ZFrame(frame, Encoding.Latin1)));
        client.Send(request);
        using ZMessage answer = client.ReceiveMessage();
        return [.. answer.Select(frame => frame.ToString(Encoding.Latin1))];
    }
}
