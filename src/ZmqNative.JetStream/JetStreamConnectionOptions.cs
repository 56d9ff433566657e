using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using NATS.Client.Core;
using NATS.NKeys;

namespace ZmqNative.JetStream;

/// <summary>Which server, which chain and which login; read once, when the owner is created.</summary>
public abstract partial class JetStreamConnectionOptions
{
    /// <summary>
    /// -jetstream: the addresses of the servers, <c>nats://host:4222</c> or <c>tls://host:4222</c>,
    /// separated by commas; those of a cluster find one another (default: nats://127.0.0.1:4222).
    /// </summary>
    [ConfigurationKeyName("jetstream")]
    public string Servers { get; set; } = "nats://127.0.0.1:4222";

    /// <summary>
    /// -jetstreamchain: the chain, part of the names of stream and subjects: letters, digits,
    /// <c>_</c> and <c>-</c> (default: main).
    /// </summary>
    [ConfigurationKeyName("jetstreamchain")]
    public string Chain { get; set; } = "main";

    /// <summary>
    /// -jetstreamcredentials: a credentials file with user JWT and seed, as <c>nsc</c> writes it
    /// (default: none).
    /// </summary>
    [ConfigurationKeyName("jetstreamcredentials")]
    public string? CredentialsFile { get; set; }

    /// <summary>
    /// -jetstreamnkey: a file with a user's seed, <c>SU…</c>, as <c>nk</c> writes it (default: none).
    /// </summary>
    [ConfigurationKeyName("jetstreamnkey")]
    public string? NKeyFile { get; set; }

    /// <summary>
    /// -jetstreamca: a PEM file with the authorities that sign the servers' certificates (default:
    /// those of the system).
    /// </summary>
    [ConfigurationKeyName("jetstreamca")]
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// -jetstreamcertificate: a PEM file with the client's certificate, for servers that verify
    /// clients (default: none).
    /// </summary>
    [ConfigurationKeyName("jetstreamcertificate")]
    public string? CertificateFile { get; set; }

    /// <summary>-jetstreamkey: the PEM file of the certificate's key (default: none).</summary>
    [ConfigurationKeyName("jetstreamkey")]
    public string? KeyFile { get; set; }

    /// <summary>Changes what else the NATS client can be set to (default: nothing).</summary>
    public Func<NatsOpts, NatsOpts>? ConfigureConnection { get; set; }

    /// <summary>The name of the stream.</summary>
    internal string StreamName => $"bitcoin-{Chain}";

    /// <summary>The subjects of all topics.</summary>
    internal string AllSubjects => Subjects.Of(Chain, ">");

    /// <summary>Checks what is wrong for certain, before anything is opened.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal virtual void Check()
    {
        foreach (string server in Servers.Split(','))
        {
            if (!Uri.TryCreate(server.Trim(), UriKind.Absolute, out Uri? uri)
                || uri.Scheme is not ("nats" or "tls") || uri.Host.Length == 0)
            {
                throw new ArgumentException(
                    $"Servers has '{server.Trim()}', which is no address: nats://host:4222 or tls://host:4222.");
            }
        }
        if (!ChainName().IsMatch(Chain))
        {
            throw new ArgumentException($"Chain is '{Chain}', but takes letters, digits, _ and - only.");
        }
        if (CredentialsFile is not null && NKeyFile is not null)
        {
            throw new ArgumentException("CredentialsFile and NKeyFile are two logins: set one.");
        }
        if (CertificateFile is null != KeyFile is null)
        {
            throw new ArgumentException("CertificateFile and KeyFile belong together: set both or none.");
        }
        RefuseMissing(nameof(CredentialsFile), CredentialsFile);
        RefuseMissing(nameof(NKeyFile), NKeyFile);
        RefuseMissing(nameof(AuthorityFile), AuthorityFile);
        RefuseMissing(nameof(CertificateFile), CertificateFile);
        _ = ReadSeed();
        RefuseMissing(nameof(KeyFile), KeyFile);
    }

    /// <summary>What the NATS client is created with.</summary>
    /// <param name="name">What the server shows as the client's name.</param>
    internal NatsOpts ToNats(string name)
    {
        string? seed = ReadSeed();
        NatsOpts options = NatsOpts.Default with
        {
            Url = Servers,
            Name = name,
            // The pause after a server's restart: the defaults are 2 to 5 s.
            ReconnectWaitMin = TimeSpan.FromMilliseconds(50),
            ReconnectWaitMax = TimeSpan.FromSeconds(1),
            RequestTimeout = TimeSpan.FromSeconds(2),
            // A login that was refused may be accepted later: rights are changed while servers run.
            IgnoreAuthErrorAbort = true,
            AuthOpts = NatsAuthOpts.Default with
            {
                CredsFile = CredentialsFile,
                Seed = seed,
                NKey = seed is null ? null : KeyPair.FromSeed(seed).GetPublicKey(),
            },
            TlsOpts = NatsTlsOpts.Default with
            {
                CaFile = AuthorityFile,
                CertFile = CertificateFile,
                KeyFile = KeyFile,
            },
        };
        return ConfigureConnection?.Invoke(options) ?? options;
    }

    // The client itself wants the public key in the file, too, which the tools of NATS do not write.
    private string? ReadSeed()
    {
        if (NKeyFile is null)
        {
            return null;
        }
        string[] lines = File.ReadAllLines(NKeyFile);
        return Array.Find(lines, line => line.StartsWith("SU", StringComparison.Ordinal))?.Trim()
            ?? throw new ArgumentException($"NKeyFile is '{NKeyFile}', which has no line with a user's seed, SU….");
    }

    private static void RefuseMissing(string option, string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            throw new ArgumentException($"{option} is '{file}', which is no file.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex ChainName();
}
