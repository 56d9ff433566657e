namespace ZmqNative.NodeTests.Parity;

/// <summary>What a process creates is for its owner alone, in bitcoind as in the tool, whatever mask it was started with.</summary>
public sealed class FileModeTests
{
    private const UnixFileMode OthersMay = (UnixFileMode)0b000_111_111;
    private const int Sigterm = 15;

    // A mask that keeps nothing from anybody.
    private static readonly string[] s_unmasked = ["sh", "-c", "umask 0; exec \"$@\"", "sh"];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("zmqnative-modes-").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Sockets_and_cookies_have_the_modes_of_bitcoind()
    {
        string socket = Child("node.socket"), ours = Child("tool.socket"), cookie = Child("made/cookie");
        using RegtestNode node = RegtestNode.StartBy(s_unmasked, $"-zmqpubhashblock=unix:{socket}");
        using Tool tool = Tool.StartBy(s_unmasked, "publish", "--trace", TestData.Trace("mine-blocks"), "--rpcport", $"{Port.Free()}", "--rpccookiefile", cookie, $"-zmqpubhashblock=unix:{ours}");
        tool.Output.WaitFor(line => line.StartsWith("Everything is published", StringComparison.Ordinal));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Mode(ours), Is.EqualTo(Mode(socket)));
            Assert.That(Mode(cookie), Is.EqualTo(Mode(node.CookieFile)));
            Assert.That(Mode(Child("made")), Is.EqualTo(Mode(node.DataFolder)));
            Assert.That(Mode(socket) & OthersMay, Is.EqualTo(UnixFileMode.None), "bitcoind itself");
        }
        Assert.That(tool.Signal(Sigterm), Is.Zero);
    }

    [Test]
    public void Recordings_have_the_modes_of_bitcoinds_own_data()
    {
        string recording = Child("session"), address = Port.FreeAddress();
        using RegtestNode node = RegtestNode.StartBy(s_unmasked, $"-zmqpubrawtx={address}", $"-zmqpubrawblock={address}", $"-zmqpubsequence={address}");
        node.Generate(2);
        using Tool recorder = Tool.StartBy(s_unmasked, "record", "--node", $"{node.RpcAddress}", "--node-cookie", node.CookieFile, recording);
        Assert.That(SpinWait.SpinUntil(() => Directory.Exists(recording) && Directory.GetFiles(recording).Length > 0, RegtestNode.Deadline), "nothing is recorded");
        Assert.That(recorder.Signal(Sigterm), Is.Zero);

        UnixFileMode ofNode = Mode(Path.Combine(node.DataFolder, "blocks", "blk00000.dat"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Mode(recording), Is.EqualTo(Mode(node.DataFolder)));
            Assert.That(Directory.GetFiles(recording).Select(Mode), Is.All.EqualTo(ofNode));
            Assert.That(ofNode & OthersMay, Is.EqualTo(UnixFileMode.None), "bitcoind itself");
        }
    }

    private static UnixFileMode Mode(string path) => new FileInfo(path).UnixFileMode;

    private string Child(string name) => Path.Combine(_folder, name);
}
