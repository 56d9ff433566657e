using System.Globalization;
using Microsoft.Win32.SafeHandles;
using ZmqNative.Interop;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Subscribing;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;
using ZmqNative.Tests.Subscribing;

namespace ZmqNative.Tests.Security;

/// <summary>
/// All memory of this process is searched for the text of secrets, as bytes and as a string. libzmq keeps a secret key in binary
/// form, so the text is ours alone. The test keeps secrets in a disguise, so that it does not find its own.
/// </summary>
[NonParallelizable]
[Platform("Linux")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretsInMemoryTests
{
    private const byte Disguise = 0x5a;
    private const int SecretLength = 40;
    private const int Piece = 1 << 20;

    private TempFolder _folder = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
    }

    [TearDown]
    public void End() => _folder?.Dispose();

    [Test]
    public void A_secret_key_is_there_while_it_is_needed_and_then_no_more()
    {
        string file = NewPair();
        byte[] disguised = SecretFile.Read(file, 4096, text => Hide(text.Slice(text.LastIndexOf("secret-key"u8) + "secret-key = \""u8.Length, SecretLength)));
        Assert.That(CopiesOf(disguised), Is.Zero, "after a pair was made and saved");
        using (CurveCertificate certificate = CurveCertificate.Load(file))
        {
            Assert.That(CopiesOf(disguised), Is.EqualTo(1), "while it is loaded: what the search finds");
            GC.KeepAlive(certificate);
        }
        Assert.That(CopiesOf(disguised), Is.Zero, "after it was disposed of");

        ZmqNotificationOptions options = RunningInterface.AllTopics();
        (options.Curve, options.ThrowOnStartFailure) = (new CurveOptions { Certificate = file, AllowedKeys = "*" }, true);
        using (NotificationInterface publisher = new(options, new NotifierFactories()))
        {
            _ = publisher.Initialize();
            Assert.That(CopiesOf(disguised), Is.Zero, "of a publisher that runs");
        }
        NotificationSubscriberOptions client = TestStream.Options("tcp://127.0.0.1:1");
        (client.CurveServerKey, client.CurveCertificate) = (ZmqCurveKeyPair.Create().PublicKey, file);
        using (NotificationSubscriber subscriber = new(client))
        {
            Assert.That(CopiesOf(disguised), Is.EqualTo(1), "of a subscriber, which connects again with it");
        }
        Assert.That(CopiesOf(disguised), Is.Zero, "of a subscriber that has ended");
    }

    [Test]
    public void A_publishers_passwords_are_not_in_memory()
    {
        string file = Path.Combine(_folder.Path, "passwords");
        byte[] disguised = WritePassword(file);
        ZmqNotificationOptions options = RunningInterface.AllTopics();
        (options.Plain, options.ThrowOnStartFailure) = (new PlainOptions { Passwords = file }, true);
        using NotificationInterface publisher = new(options, new NotifierFactories());
        _ = publisher.Initialize();
        Assert.That(CopiesOf(disguised), Is.Zero);
    }

    private string NewPair()
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(Path.Combine(_folder.Path, "own.key"));
        return Path.Combine(_folder.Path, "own.key_secret");
    }

    // Written byte by byte, so that it is never in memory as a whole.
    private static byte[] WritePassword(string file)
    {
        byte[] disguised = [.. Enumerable.Range(0, SecretLength).Select(_ => (byte)(Random.Shared.Next('a', 'z' + 1) ^ Disguise))];
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using FileStream stream = new(file, options);
        stream.Write("me:"u8);
        foreach (byte hidden in disguised)
        {
            stream.WriteByte((byte)(hidden ^ Disguise));
        }
        return disguised;
    }

    private static byte[] Hide(ReadOnlySpan<byte> text)
    {
        byte[] hidden = text.ToArray();
        for (int i = 0; i < hidden.Length; i++)
        {
            hidden[i] ^= Disguise;
        }
        return hidden;
    }

    private static int CopiesOf(byte[] disguised)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Piece, pinned: true);
        int found = 0;
        using SafeFileHandle memory = File.OpenHandle("/proc/self/mem");
        // Not the memory that the search copies to, which would be found again and again.
        long own = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
        foreach (string[] region in File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')).Where(region => region[1].StartsWith("rw", StringComparison.Ordinal)))
        {
            long[] ends = [.. region[0].Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            found += CopiesIn(memory, buffer, disguised, ends[0], Math.Min(ends[1], own));
            found += CopiesIn(memory, buffer, disguised, Math.Max(ends[0], own + Piece), ends[1]);
        }
        return found;
    }

    private static int CopiesIn(SafeFileHandle memory, byte[] buffer, byte[] disguised, long start, long end)
    {
        int found = 0;
        for (long at = start; at < end; at += Piece - (2 * SecretLength))
        {
            try
            {
                int length = RandomAccess.Read(memory, buffer.AsSpan(0, (int)Math.Min(Piece, end - at)), at);
                found += Count(buffer.AsSpan(0, length), disguised, step: 1) + Count(buffer.AsSpan(0, length), disguised, step: 2);
            }
            catch (IOException)
            {
                break; // The region has gone meanwhile.
            }
            finally
            {
                Array.Clear(buffer);
            }
        }
        return found;
    }

    private static int Count(ReadOnlySpan<byte> bytes, byte[] disguised, int step)
    {
        int found = 0, last = (disguised.Length - 1) * step;
        byte first = (byte)(disguised[0] ^ Disguise);
        // The next piece begins where no occurrence begins in this one.
        for (int at = 0; at + last < bytes.Length && at < Piece - (2 * SecretLength); at++)
        {
            int next = bytes[at..].IndexOf(first);
            if (next < 0 || (at += next) + last >= bytes.Length)
            {
                break;
            }
            int i = 1;
            while (i < disguised.Length && (bytes[at + (i * step)] ^ Disguise) == disguised[i])
            {
                i++;
            }
            found += i == disguised.Length ? 1 : 0;
        }
        return found;
    }
}
