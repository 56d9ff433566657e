using System.Security.Cryptography;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// A CURVE key or a pair of keys with metadata, as certificate files that CZMQ and pyzmq read, too.
/// </summary>
/// <remarks>
/// The secret key is in pinned memory that <see cref="Dispose"/> clears; no string, exception or
/// log message has it. libzmq keeps copies of its own (docs/security.md). One thread at a time.
/// </remarks>
public sealed class CurveCertificate : IDisposable
{
    /// <summary>The name of the secret file is that of the public one and this.</summary>
    internal const string SecretSuffix = "_secret";

    /// <summary>The largest certificate file that is read: 64 KiB.</summary>
    internal const int LargestFile = 64 << 10;

    private readonly byte[]? _secretKey;

    internal CurveCertificate(string publicKey, byte[]? secretKey, IReadOnlyDictionary<string, string> metadata) =>
        (PublicKey, _secretKey, Metadata) = (publicKey, secretKey, metadata);

    /// <summary>The public key, 40 characters of Z85 text.</summary>
    public string PublicKey { get; }

    /// <summary>Whether the secret key is there, too.</summary>
    public bool HasSecretKey => _secretKey is not null;

    /// <summary>Names and values that describe the owner. They are not secret.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Creates a random pair of keys (zmq_curve_keypair).</summary>
    /// <param name="metadata">
    /// Names of letters, digits and <c>$-_@.&amp;+</c>, and values without double quotes and control
    /// characters (default: none).
    /// </param>
    /// <exception cref="ArgumentException">
    /// CZMQ or pyzmq could not read a name or a value back.
    /// </exception>
    /// <exception cref="NotSupportedException">libzmq was built without CURVE.</exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static CurveCertificate Create(IReadOnlyDictionary<string, string>? metadata = null)
    {
        metadata ??= new Dictionary<string, string>();
        foreach ((string name, string value) in metadata)
        {
            CertificateText.CheckMetadata(name, value);
        }
        RequireCurve("A key pair is wanted");
        byte[] secretKey = CertificateText.NewSecretKey();
        return new CurveCertificate(ZmqCurveKeyPair.Create(secretKey), secretKey, metadata);
    }

    /// <summary>
    /// Reads a certificate file of ours, CZMQ or pyzmq. Of a pair, <c>NAME.key_secret</c> has both
    /// keys and <c>NAME.key</c> only the public one.
    /// </summary>
    /// <param name="path">The file, of at most 64 KiB.</param>
    /// <exception cref="InvalidDataException">It is no certificate; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="NotSupportedException">
    /// It has a secret key, and libzmq was built without CURVE.
    /// </exception>
    /// <exception cref="DllNotFoundException">No suitable libzmq was found.</exception>
    public static CurveCertificate Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SecretFile.Read(path, LargestFile, text => CertificateReader.Parse(text, path));
    }

    /// <summary>
    /// Writes the public file and, if there is a secret key, the secret file beside it, which only
    /// its owner may read (mode 0600; on Windows it has its folder's rights).
    /// </summary>
    /// <param name="path">
    /// The public file. <c>NAME.key</c> is what pyzmq and the authenticator look for in a folder; the
    /// secret file is then <c>NAME.key_secret</c>.
    /// </param>
    /// <exception cref="IOException">One of the files exists already, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (_secretKey is not null)
        {
            WriteNew(path + SecretSuffix, _secretKey);
        }
        try
        {
            WriteNew(path, secretKey: null);
        }
        catch when (_secretKey is not null)
        {
            File.Delete(path + SecretSuffix);
            throw;
        }
    }

    /// <summary>The public key.</summary>
    public override string ToString() => PublicKey;

    /// <summary>Clears the secret key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secretKey);

    /// <summary>Refuses a libzmq without CURVE where keys are configured.</summary>
    /// <exception cref="NotSupportedException">It has none.</exception>
    internal static void RequireCurve(string where)
    {
        if (!ZmqLibrary.Has("curve"))
        {
            throw new NotSupportedException(
                $"{where}, but libzmq {ZmqLibrary.Version} at {ZmqLibrary.Path} was built without CURVE.");
        }
    }

    /// <summary>Makes the socket a server or client with this pair.</summary>
    internal void SetSecretKey(ZmqSocket socket)
    {
        // In binary form, because libzmq copies a text to memory that it frees without clearing it.
        Span<byte> key = stackalloc byte[CertificateText.BinaryKeyLength];
        try
        {
            CertificateText.DecodeKey(_secretKey, key);
            socket.SetCurveSecretKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void WriteNew(string path, byte[]? secretKey)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (secretKey is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        byte[] text = CertificateText.Format(PublicKey, secretKey, Metadata);
        try
        {
            using FileStream file = new(path, options);
            file.Write(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
