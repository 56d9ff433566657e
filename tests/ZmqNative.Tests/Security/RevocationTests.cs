using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Publishing;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>Who is taken off a list, and who is not because the list cannot be read for a while.</summary>
public sealed class RevocationTests
{
    private TempFolder _folder = null!;
    private LogLines _log = null!;

    [SetUp]
    public void Begin() => (_folder, _log) = (new TempFolder(), new LogLines());

    [TearDown]
    public void End()
    {
        _log?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public void A_list_of_keys_that_cannot_be_read_takes_nobody_off()
    {
        ZmqCurveKeyPair pair = ZmqCurveKeyPair.Create();
        string list = Path.Combine(_folder.Path, "keys");
        File.WriteAllText(list, $"{pair.PublicKey}\n");
        ZapRules rules = Rules(new AllowedKeys(list, _log.CreateLogger(AuthenticatorLog.Category)), passwords: null);
        using ZmqMessage key = new();
        key.CopyFrom(ZmqZ85.Decode(pair.PublicKey));
        Assert.That(rules.Decide("127.0.0.1", "CURVE", [key], counts: true)?.Name, Is.EqualTo(pair.PublicKey));
        AssertTakenOffWhenGone(rules, list, pair.PublicKey);
    }

    [Test]
    public void A_file_of_passwords_that_cannot_be_read_takes_nobody_off()
    {
        string file = Path.Combine(_folder.Path, "passwords");
        File.WriteAllText(file, "me:secret\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        ZapRules rules = Rules(keys: null, file);
        using ZmqMessage name = new(), password = new();
        name.CopyFrom("me"u8);
        password.CopyFrom("secret"u8);
        Assert.That(rules.Decide("127.0.0.1", "PLAIN", [name, password], counts: true)?.Name, Is.EqualTo("me"));
        AssertTakenOffWhenGone(rules, file, "me");
    }

    private static void AssertTakenOffWhenGone(ZapRules rules, string file, string user)
    {
        File.Move(file, file + "-away");
        rules.Refresh(TimeSpan.Zero);
        Assert.That(rules.TakeRevoked(), Is.Empty, "the list is away");
        File.Move(file + "-away", file);
        rules.Refresh(TimeSpan.Zero);
        Assert.That(rules.TakeRevoked(), Is.Empty, "the list is back");
        File.WriteAllText(file, "# nobody\n");
        rules.Refresh(TimeSpan.Zero);
        Assert.That(rules.TakeRevoked(), Is.EqualTo((string[])[user]));
        Assert.That(rules.TakeRevoked(), Is.Empty, "it was taken off");
    }

    private ZapRules Rules(AllowedKeys? keys, string? passwords)
    {
        ZapRules rules = new(
            keys, new AllowedAddresses([]), new AllowedPasswords(new Dictionary<string, string>(), passwords, _log.CreateLogger(AuthenticatorLog.Category)), _log.CreateLogger(AuthenticatorLog.Category))
        {
            RemembersAccepted = true,
        };
        rules.Refresh(TimeSpan.Zero);
        return rules;
    }
}
