using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

public sealed class CurveCertificateTests
{
    private TempFolder _folder = null!;

    private string PublicFile => Path.Combine(_folder.Path, "me.key");

    private string SecretFile => PublicFile + "_secret";

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TempFolder();
        Prerequisite.Require(ZmqLibrary.Has("curve"), "curve", "the loaded libzmq has none");
    }

    [TearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [Test]
    public void A_pair_comes_back_from_its_files_and_only_the_secret_one_has_the_secret()
    {
        Dictionary<string, string> metadata = new() { ["name"] = "me", ["empty"] = "" };
        using CurveCertificate written = CurveCertificate.Create(metadata);
        written.Save(PublicFile);
        using CurveCertificate open = CurveCertificate.Load(PublicFile), secret = CurveCertificate.Load(SecretFile);
        Assert.That((open.PublicKey, open.HasSecretKey), Is.EqualTo((written.PublicKey, false)));
        Assert.That((secret.PublicKey, secret.HasSecretKey), Is.EqualTo((written.PublicKey, true)));
        Assert.That(open.Metadata, Is.EquivalentTo(metadata));
        Assert.That(secret.Metadata, Is.EquivalentTo(metadata));
        Assert.That(File.ReadAllText(PublicFile), Does.Not.Contain("secret-key"));
        Assert.That(secret.ToString(), Is.EqualTo(written.PublicKey));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_owner_reads_the_secret_file()
    {
        using CurveCertificate certificate = CurveCertificate.Create();
        certificate.Save(PublicFile);
        Assert.That(File.GetUnixFileMode(SecretFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase(".key")]
    [TestCase(".key_secret")]
    public void No_file_is_overwritten_and_none_is_left_behind(string existing)
    {
        string file = Path.Combine(_folder.Path, "me" + existing);
        File.WriteAllText(file, "mine");
        using CurveCertificate certificate = CurveCertificate.Create();
        Assert.That(() => certificate.Save(PublicFile), Throws.InstanceOf<IOException>().With.Message.Contains(file));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { file }));
        Assert.That(File.ReadAllText(file), Is.EqualTo("mine"));
    }

    [TestCase("name", "a\"b", "CZMQ cannot read a value with a double quote")]
    [TestCase("name", "a\nb", "the value has a control character")]
    [TestCase("a b", "c", "a name consists of")]
    [TestCase("", "c", "a name consists of")]
    [TestCase("public-key-of", "c", "pyzmq would take it for a key")]
    public void Metadata_that_others_could_not_read_is_refused(string name, string value, string why) =>
        Assert.That(() => CurveCertificate.Create(new Dictionary<string, string> { [name] = value }),
            Throws.ArgumentException.With.Message.StartsWith($"The metadata '{name}' cannot be written: {why}"));

    [Test]
    public void Metadata_longer_than_a_line_of_CZMQ_is_refused() =>
        Assert.That(() => CurveCertificate.Create(new Dictionary<string, string> { ["name"] = new string('x', 1000) }), Throws.ArgumentException);

    private static IEnumerable<TestCaseData> Damaged()
    {
        string key = ZmqCurveKeyPair.Create().PublicKey, other = ZmqCurveKeyPair.Create().SecretKey;
        yield return new TestCaseData("", "it has no public-key");
        yield return new TestCaseData("curve\n    secret-key = \"x\"\n", "line 2: a key has 40 characters, not 1");
        yield return new TestCaseData($"public-key = \"{key}\"\n", "it has no public-key");
        yield return new TestCaseData($"curve\n    public-key = \"{key[1..]}\"\n", "line 2: a key has 40 characters, not 39");
        yield return new TestCaseData($"curve\n    public-key = \"{key[1..]}~\"\n", "line 2: the public key is no Z85 text");
        yield return new TestCaseData($"curve\n    public-key = \"{key}\n", "line 2: the value does not end with its quote");
        yield return new TestCaseData($"curve\n    public-key = \"{key}\" x\n", "line 2: the value does not end with its quote");
        yield return new TestCaseData($"curve\n    public-key = \"{key}\"\n    secret-key = \"{other}\"", "does not belong to its public-key");
        yield return new TestCaseData($"curve\n    public-key = \"{key}\"\n    secret-key = \"{other[1..]}~\"", "does not belong to its public-key");
        yield return new TestCaseData(new string('#', CurveCertificate.LargestFile + 1), "is larger than 65536 bytes");
    }

    [TestCaseSource(nameof(Damaged))]
    public void A_damaged_file_is_refused_with_its_name_and_without_its_content(string text, string why)
    {
        File.WriteAllText(SecretFile, text);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => CurveCertificate.Load(SecretFile));
        Assert.That(exception.Message, Does.Contain(SecretFile).And.Contain(why));
        foreach (string line in text.Split('"').Where(part => part.Length > 30))
        {
            Assert.That(exception.ToString(), Does.Not.Contain(line[..30]));
        }
    }

    [Test]
    public void Metadata_that_is_no_text_is_refused()
    {
        File.WriteAllBytes(PublicFile, [.. "metadata\n    name = \""u8, 0xff, .. "\"\n"u8]);
        Assert.That(() => CurveCertificate.Load(PublicFile), Throws.TypeOf<InvalidDataException>().With.Message.EndsWith("line 2: the metadata is not UTF-8."));
    }

    /// <summary>Each file that a bit or a cut has changed is read or refused, and nothing else happens.</summary>
    [Test]
    public void Every_byte_changed_is_read_or_refused()
    {
        using CurveCertificate certificate = CurveCertificate.Create(new Dictionary<string, string> { ["name"] = "'a' # b" });
        certificate.Save(PublicFile);
        byte[] text = File.ReadAllBytes(SecretFile);
        int refused = 0;
        for (int i = 0; i < text.Length * 9; i++)
        {
            byte[] changed = i % 9 == 8 ? text[..(i / 9)] : [.. text];
            if (i % 9 < 8)
            {
                changed[i / 9] ^= (byte)(1 << (i % 9));
            }
            try
            {
                CertificateReader.Parse(changed, "file").Dispose();
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(text.Length));
    }

    /// <summary>Another process looks for the secret in all that this one may write to.</summary>
    [Test]
    [Platform("Linux")]
    public void After_use_no_memory_has_the_secret()
    {
        Peer.RequirePyzmq();
        Peer.RunPython("import sys, zmq.auth; zmq.auth.create_certificates(sys.argv[1], 'me')", _folder.Path);
        using (CurveCertificate certificate = CurveCertificate.Load(SecretFile))
        {
            certificate.Save(Path.Combine(_folder.Path, "copy.key"));
            Assert.That(CopiesOfSecret(), Is.EqualTo(1), "the search finds what is there");
        }
        Assert.That(CopiesOfSecret(), Is.Zero);
    }

    private int CopiesOfSecret() => int.Parse(
        Peer.RunPython(
            """
            import re, sys, zmq.auth
            secret = zmq.auth.load_certificate(sys.argv[2])[1]
            found = 0
            with open(f"/proc/{sys.argv[1]}/maps") as maps, open(f"/proc/{sys.argv[1]}/mem", "rb", 0) as memory:
                for line in maps:
                    begin, end, mode = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
                    if mode.startswith("rw"):
                        try:
                            memory.seek(int(begin, 16))
                            found += memory.read(int(end, 16) - int(begin, 16)).count(secret)
                        except (OSError, OverflowError):
                            pass
            print(found)
            """, $"{Environment.ProcessId}", SecretFile),
        System.Globalization.CultureInfo.InvariantCulture);
}
