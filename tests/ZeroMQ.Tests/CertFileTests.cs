namespace ZeroMQ.Tests;

/// <summary>Certificates in files: our own, those of other libraries, and those nobody can read.</summary>
public class CertFileTests
{
    private const string PublicText = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    private const string SecretText = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    // The keys of zmq_curve's manual, as others write them: czmq, pyzmq, by hand.
    private static readonly string[] s_foreign =
    [
        $"#   ****  Generated on 2026-11-26 05:24:00 by CZMQ  ****\n#   ZeroMQ CURVE **Secret** Certificate\n#   DO NOT PROVIDE\n\nmetadata\n    name = \"server\"\ncurve\n    public-key = \"{PublicText}\"\n    secret-key = \"{SecretText}\"\n",
        $"curve\n    secret-key = {SecretText}\n    public-key = {PublicText}\nmetadata\n    name = server\n",
        $"# comment\r\nmetadata  # of the owner\r\n\tname = 'server'  # \"quoted\" comment\r\n\r\ncurve\r\n\tpublic-key='{PublicText}'#\r\n  # another\r\n\tsecret-key =\"{SecretText}\"  # key\r\n",
        $"name = else\nmetadata\n    name=server # not \"quoted\"\ncurve\n    public-key = {PublicText} # the key\n    secret-key = {SecretText}\nother\n    public-key = nonsense",
    ];

    private string _folder = null!;

    private string File => Path.Combine(_folder, "cert.txt");

    [SetUp]
    public void Make_folder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void Remove_folder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Save_writes_a_public_and_a_secret_file()
    {
        ZCert cert = new(PublicText, SecretText);
        cert.SetMeta("name", "server");
        cert.SetMeta("note", "");
        cert.Save(File);
        const string Open = $"metadata\n    name = \"server\"\n    note = \"\"\ncurve\n    public-key = \"{PublicText}\"\n";
        Assert.That(System.IO.File.ReadAllText(File), Is.EqualTo(Open));
        Assert.That(System.IO.File.ReadAllText(File + "_secret"), Is.EqualTo(Open + $"    secret-key = \"{SecretText}\"\n"));
    }

    [Test, Platform("Linux,MacOsX"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_owner_can_read_a_secret_file()
    {
        new ZCert().Save(File);
        Assert.That(System.IO.File.GetUnixFileMode(File + "_secret"), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Load_prefers_the_secret_file()
    {
        ZCert cert = new();
        cert.Save(File);
        new ZCert().SavePublic(File);
        Assert.That(ZCert.Load(File), Is.EqualTo(cert));
    }

    [Test]
    public void A_public_file_has_a_secret_key_of_zeros()
    {
        ZCert cert = new();
        cert.SavePublic(File);
        ZCert loaded = ZCert.Load(File);
        Assert.That((loaded.PublicKey, loaded.SecretKey), Is.EqualTo((cert.PublicKey, new byte[32])));
        loaded.SaveSecret(File);
        Assert.That(ZCert.Load(File), Is.EqualTo(loaded));
    }

    [Test]
    public void Where_no_file_is_there_is_no_certificate() => Assert.That(ZCert.Load(File), Is.Null);

    [TestCaseSource(nameof(s_foreign))]
    public void A_file_made_elsewhere_loads(string text)
    {
        System.IO.File.WriteAllText(File, text);
        ZCert cert = ZCert.Load(File);
        Assert.That((cert.PublicTxt, cert.SecretTxt, cert["name"], cert.MetaData.Count), Is.EqualTo((PublicText, SecretText, "server", 1)));
    }

    [TestCase("say \"hi\"")]
    [TestCase("\"")]
    [TestCase("\"whole\"")]
    [TestCase("it's")]
    [TestCase("it's \"both\"")]
    [TestCase("  kept  ")]
    [TestCase("a # b")]
    [TestCase("\"a\" # b")]
    [TestCase("a = b")]
    [TestCase("Zoë €")]
    public void A_value_comes_back_as_it_was(string value)
    {
        ZCert cert = new();
        cert.SetMeta("value", value);
        cert.SetMeta("last", "x");
        cert.Save(File);
        Assert.That(ZCert.Load(File).MetaData, Is.EqualTo(cert.MetaData));
    }

    [Test]
    public void Quotes_inside_quotes_are_the_values_own_as_clrzmq4_wrote_them()
    {
        System.IO.File.WriteAllText(File, $"metadata\n    name = \"say \"hi\"\"  # comment\ncurve\n    public-key = \"{PublicText}\"\n");
        Assert.That(ZCert.Load(File)["name"], Is.EqualTo("say \"hi\""));
    }

    [TestCase("value", "two\nlines")]
    [TestCase("value", "\" # ' # ")]
    [TestCase("a = b", "value")]
    [TestCase(" space", "value")]
    [TestCase("line\n", "value")]
    public void What_the_format_cannot_hold_is_refused_and_nothing_written(string name, string value)
    {
        ZCert cert = new();
        cert.SetMeta(name, value);
        Assert.That(() => cert.Save(File), Throws.InvalidOperationException.With.Message.StartsWith("A certificate file cannot hold the property"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [TestCase("")]
    [TestCase("curve\n    secret-key = \"" + SecretText + "\"")]
    [TestCase("curve\n    public-key = \"too short\"")]
    [TestCase("curve\n    public-key = \"~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\"")]
    [TestCase("public-key = \"" + PublicText + "\"")]
    public void A_file_without_a_key_is_no_certificate(string text)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.That(() => ZCert.Load(File), Throws.TypeOf<ZException>().With.Property("Error").SameAs(ZError.EINVAL).And.Message.Contains(File));
    }
}
