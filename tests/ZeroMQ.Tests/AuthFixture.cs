using System.Collections.Concurrent;
using ZeroMQ.Monitoring;

namespace ZeroMQ.Tests;

/// <summary>An authenticator, servers it decides for, and a folder for its files.</summary>
public abstract class AuthFixture : ContextFixture
{
    private int _monitors;

#pragma warning disable NUnit1032 // The base disposes of it, after the servers that ask it.
    protected ZActor Authenticator { get; private set; } = null!;
#pragma warning restore NUnit1032

    protected string Folder { get; private set; } = null!;

    [SetUp]
    public void StartAuthenticator()
    {
        Folder = Directory.CreateTempSubdirectory().FullName;
        Authenticator = Start(new ZActor(Context, ZAuth.Action));
    }

    [TearDown]
    public void RemoveFolder()
    {
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    protected ZActor Start(ZActor actor)
    {
        Own(actor).Start();
        actor.Frontend.ReceiveTimeout = Within.Deadline;
        return actor;
    }

    /// <summary>Sends a command and gives the number of the answer; from then on the command counts.</summary>
    protected static int Command(ZActor authenticator, params string[] frames)
    {
        SendText(authenticator.Frontend, frames);
        using ZMessage answer = authenticator.Frontend.ReceiveMessage();
        Assert.That((answer.Count, answer[0].Length), Is.EqualTo((1, 4)));
        return answer[0].ReadInt32();
    }

    protected void Command(params string[] frames) => Assert.That(Command(Authenticator, frames), Is.Zero);

    protected string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A PULL socket as a server; the second result waits for how the next handshake ends.</summary>
    protected (ZSocket Server, Func<bool> LetsIn) Serve(Action<ZSocket> secure)
    {
        ZSocket server = Open(ZSocketType.PULL);
        secure(server);
        string endpoint = $"inproc://monitor-{++_monitors}";
        server.Monitor(endpoint);
        BlockingCollection<int> handshakes = [];
        ZMonitor monitor = Own(ZMonitor.Create(Context, endpoint));
        const int Succeeded = 0x1000, Failed = 0x0800 | 0x2000 | 0x4000;
        monitor.AllEvents += (_, args) =>
        {
            if (((int)args.Event.Event & (Succeeded | Failed)) != 0)
            {
                handshakes.Add((int)args.Event.Event);
            }
        };
        monitor.Start();
        server.Bind(AnyPort);
        return (server, HasSucceeded);

        bool HasSucceeded()
        {
            Assert.That(handshakes.TryTake(out int handshake, Within.Deadline), "no handshake ended before the deadline");
            return handshake == Succeeded;
        }
    }

    /// <summary>A PUSH socket that connects and has a message to deliver.</summary>
    protected ZSocket Call(ZSocket server, Action<ZSocket> identify)
    {
        ZSocket client = Open(ZSocketType.PUSH);
        // A client that was refused tries again, which is not for these tests to see.
        client.ReconnectInterval = TimeSpan.FromHours(1);
        identify(client);
        client.Connect(server.LastEndpoint);
        SendText(client, "hello");
        return client;
    }

    protected static Action<ZSocket> Plain(string name, string password) =>
        socket => (socket.PlainUserName, socket.PlainPassword) = (name, password);
}
