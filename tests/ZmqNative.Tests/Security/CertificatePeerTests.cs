using ZmqNative.Interop;
using ZmqNative.Security;
using ZmqNative.Tests.Recordings;

namespace ZmqNative.Tests.Security;

/// <summary>Certificate files, each way between us and CZMQ and pyzmq.</summary>
[Platform("Linux")]
public sealed class CertificatePeerTests
{
    private const string CzmqProgram = """
        #include <czmq.h>
        // read FILE; write FILE [NAME VALUE]...; copy FILE FROM
        int main (int argc, char *argv [])
        {
            zcert_t *cert;
            if (streq (argv [1], "read")) {
                cert = zcert_load (argv [2]);
                if (!cert)
                    return 2;
                printf ("%s\n%s\n", zcert_public_txt (cert), zcert_secret_txt (cert));
                zlist_t *names = zcert_meta_keys (cert);
                zlist_sort (names, NULL);
                for (char *name = zlist_first (names); name; name = zlist_next (names))
                    printf ("%s=%s\n", name, zcert_meta (cert, name));
                return 0;
            }
            cert = streq (argv [1], "copy")? zcert_load (argv [3]): zcert_new ();
            if (streq (argv [1], "write"))
                for (int i = 3; i + 1 < argc; i += 2)
                    zcert_set_meta (cert, argv [i], "%s", argv [i + 1]);
            if (zcert_save (cert, argv [2]))
                return 3;
            printf ("%s\n%s\n", zcert_public_txt (cert), zcert_secret_txt (cert));
            return 0;
        }
        """;

    private static readonly Dictionary<string, string> s_metadata = new()
    {
        ["name"] = "Zoë  &  Söhne",
        ["e-mail"] = "zoe@example.org # work",
        ["hint"] = " it's = '#1' ",
    };

    private TempFolder _folder = null!;

    private string PublicFile => Path.Combine(_folder.Path, "zoe.key");

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
    public void CZMQ_reads_ours()
    {
        string czmq = Peer.CompileCzmq(_folder.Path, CzmqProgram);
        using CurveCertificate certificate = CurveCertificate.Create(s_metadata);
        certificate.Save(PublicFile);
        string[] expected = [certificate.PublicKey, SecretKey(SecretFile), .. Sorted(s_metadata)];
        Assert.That(Lines(Peer.Run(czmq, ["read", PublicFile])), Is.EqualTo(expected), "the public name brings the secret beside it");
        File.Delete(SecretFile);
        string[] withoutSecret = Lines(Peer.Run(czmq, ["read", PublicFile]));
        Assert.That(withoutSecret.Where((_, line) => line != 1), Is.EqualTo(expected.Where((_, line) => line != 1)));
    }

    [Test]
    public void Pyzmq_reads_ours()
    {
        Peer.RequirePyzmq();
        using CurveCertificate certificate = CurveCertificate.Create(s_metadata);
        certificate.Save(PublicFile);
        string output = Peer.RunPython(
            """
            import sys, zmq.auth
            for file in sys.argv[2:]:
                print(*[key.decode() if key else key for key in zmq.auth.load_certificate(file)])
            print(*[key.decode() for key in zmq.auth.load_certificates(sys.argv[1])])
            """, _folder.Path, PublicFile, SecretFile);
        Assert.That(Lines(output), Is.EqualTo(new[]
        {
            $"{certificate.PublicKey} None", $"{certificate.PublicKey} {SecretKey(SecretFile)}", certificate.PublicKey,
        }));
    }

    [Test]
    public void We_read_CZMQs()
    {
        string czmq = Peer.CompileCzmq(_folder.Path, CzmqProgram);
        string[] written = Lines(Peer.Run(czmq, ["write", PublicFile, .. s_metadata.SelectMany(entry => new[] { entry.Key, entry.Value })]));
        using CurveCertificate open = CurveCertificate.Load(PublicFile), secret = CurveCertificate.Load(SecretFile);
        Assert.That((open.PublicKey, open.HasSecretKey), Is.EqualTo((written[0], false)));
        Assert.That((secret.PublicKey, secret.HasSecretKey), Is.EqualTo((written[0], true)));
        Assert.That(open.Metadata, Is.EquivalentTo(s_metadata));
        Assert.That(secret.Metadata, Is.EquivalentTo(s_metadata));
        secret.Save(Path.Combine(_folder.Path, "again"));
        Assert.That(SecretKey(Path.Combine(_folder.Path, "again_secret")), Is.EqualTo(written[1]));

        File.Delete(SecretFile);
        Peer.Run(czmq, ["copy", Path.Combine(_folder.Path, "other"), PublicFile]);
        using CurveCertificate zeros = CurveCertificate.Load(Path.Combine(_folder.Path, "other_secret"));
        Assert.That((zeros.PublicKey, zeros.HasSecretKey), Is.EqualTo((written[0], false)), "CZMQ writes zeros for a secret key that it does not have");
    }

    [Test]
    public void We_read_pyzmqs_and_their_metadata_as_CZMQ_does()
    {
        Peer.RequirePyzmq();
        string[] written = Lines(Peer.RunPython(
            """
            import sys, zmq.auth
            files = zmq.auth.create_certificates(sys.argv[1], "zoe", {"name": "Zoë  & Söhne", "mail": "a@b # work", "n": "1#2"})
            print(*[key.decode() for key in zmq.auth.load_certificate(files[1])], sep="\n")
            """, _folder.Path));
        using CurveCertificate open = CurveCertificate.Load(PublicFile), secret = CurveCertificate.Load(SecretFile);
        Assert.That((open.PublicKey, open.HasSecretKey, open.Metadata.Count), Is.EqualTo((written[0], false, 0)));
        Assert.That((secret.PublicKey, secret.HasSecretKey), Is.EqualTo((written[0], true)));
        Assert.That(secret.Metadata["name"], Is.EqualTo("Zoë  & Söhne"));
        string czmq = Peer.CompileCzmq(_folder.Path, CzmqProgram);
        Assert.That(Lines(Peer.Run(czmq, ["read", SecretFile])), Is.EqualTo((string[])[.. written, .. Sorted(secret.Metadata)]));
    }

    /// <summary>The reason why we refuse to write such a value.</summary>
    [Test]
    public void CZMQ_cannot_read_a_double_quote_that_it_wrote()
    {
        string czmq = Peer.CompileCzmq(_folder.Path, CzmqProgram);
        Peer.Run(czmq, ["write", PublicFile, "name", "a\"b"]);
        Assert.That(() => CurveCertificate.Load(PublicFile), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not end with its quote"));
        using System.Diagnostics.Process reading = Peer.Start(czmq, ["read", PublicFile]);
        Assert.That(reading.WaitForExit(Peer.Deadline) && reading.ExitCode == 2);
    }

    private static string SecretKey(string file) =>
        File.ReadLines(file).Single(line => line.Contains("secret-key", StringComparison.Ordinal)).Split('"')[1];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Sorted(IEnumerable<KeyValuePair<string, string>> metadata) =>
        metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}");
}
