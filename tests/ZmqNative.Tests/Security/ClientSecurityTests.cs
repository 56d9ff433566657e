using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>A client's secrets are there for each of its sockets, and cleared when it ends.</summary>
public sealed class ClientSecurityTests
{
    private TempFolder _folder = null!;
    private ZmqContext _context = null!;

    [SetUp]
    public void Begin() => (_folder, _context) = (new TempFolder(), new ZmqContext());

    [TearDown]
    public void End()
    {
        _context?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public void A_password_is_cleared()
    {
        string file = _folder.Write("login", "me:secret\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        ClientSecurity security = ClientSecurity.Create(serverKey: null, certificate: null, file, [], loggerFactory: null)!;
        using ZmqSocket before = new(_context, ZmqSocketType.Subscribe), after = new(_context, ZmqSocketType.Subscribe);
        security.Prepare(before);
        Assert.That(before.PlainPassword, Is.EqualTo("secret"));
        security.Dispose();
        security.Prepare(after);
        Assert.That(after.PlainPassword, Does.Not.Contain("secret"));
    }

    [Test]
    public void A_secret_key_is_cleared()
    {
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
        using CurveCertificate own = CurveCertificate.Create();
        own.Save(Path.Combine(_folder.Path, "own.key"));
        ClientSecurity security = ClientSecurity.Create(own.PublicKey, Path.Combine(_folder.Path, "own.key_secret"), login: null, [], loggerFactory: null)!;
        using ZmqSocket before = new(_context, ZmqSocketType.Subscribe), after = new(_context, ZmqSocketType.Subscribe);
        security.Prepare(before);
        string secret = before.CurveSecretKey;
        Assert.That(ZmqCurveKeyPair.FromSecretKey(secret).PublicKey, Is.EqualTo(own.PublicKey));
        security.Dispose();
        security.Prepare(after);
        Assert.That(after.CurveSecretKey, Is.Not.EqualTo(secret));
    }
}
