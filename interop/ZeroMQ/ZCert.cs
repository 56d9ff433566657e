using System.Runtime.CompilerServices;
using System.Text;

namespace ZeroMQ;

/// <summary>
/// A CURVE certificate: a pair of keys and metadata about their owner, kept in text files (ZPL, RFC
/// 4) that czmq reads and writes, too.
/// </summary>
public class ZCert
{
    private const string SecretSuffix = "_secret";
    private const string KeySection = "curve", MetaDataSection = "metadata";
    private const string PublicName = "public-key", SecretName = "secret-key";

    /// <summary>Creates a certificate with a new pair of keys.</summary>
    /// <exception cref="ZException">ENOTSUP: libzmq was built without CURVE.</exception>
    public ZCert()
    {
        Z85.CurveKeypair(out byte[] publicText, out byte[] secretText);
        (PublicKey, SecretKey) = (Z85.Decode(publicText), Z85.Decode(secretText));
    }

    /// <summary>Creates a certificate with given keys.</summary>
    /// <param name="publicKey">The public key, 32 bytes, which are copied.</param>
    /// <param name="secretKey">
    /// The secret key, 32 bytes, which are copied; zeros if it is not known.
    /// </param>
    /// <exception cref="ArgumentException">A key does not have 32 bytes.</exception>
    public ZCert(byte[] publicKey, byte[] secretKey) => (PublicKey, SecretKey) = (Copy(publicKey), Copy(secretKey));

    /// <summary>Creates a certificate with given keys.</summary>
    /// <param name="publicTxt">The public key, 40 characters of Z85 text.</param>
    /// <param name="secretTxt">
    /// The secret key, 40 characters of Z85 text; the character 0 forty times if it is not known.
    /// </param>
    /// <exception cref="ArgumentException">A key does not have 40 characters.</exception>
    /// <exception cref="InvalidOperationException">
    /// The number of a key's characters is not a multiple of five.
    /// </exception>
    /// <exception cref="ZException">EINVAL: a key is not Z85 text.</exception>
    public ZCert(string publicTxt, string secretTxt) : this(Z85.FromText(publicTxt), Z85.FromText(secretTxt))
    {
    }

    /// <summary>The public key: 32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The secret key: 32 bytes; zeros if it is not known.</summary>
    public byte[] SecretKey { get; }

    /// <summary>The public key as 40 characters of Z85 text.</summary>
    public string PublicTxt => Z85.ToText(PublicKey);

    /// <summary>The secret key as 40 characters of Z85 text.</summary>
    public string SecretTxt => Z85.ToText(SecretKey);

    /// <summary>
    /// Metadata about the owner. <see cref="ZAuth"/> attaches them to each message received from
    /// the owner.
    /// </summary>
    public Dictionary<string, string> MetaData { get; } = [];

    /// <summary>A value of <see cref="MetaData"/>; null if there is none of that name.</summary>
    /// <param name="name">The name of the value.</param>
    public string this[string name] => MetaData.GetValueOrDefault(name);

    /// <summary>Creates a certificate with the same keys and metadata.</summary>
    /// <param name="cert">
    /// The certificate to copy; later changes to it do not affect the copy.
    /// </param>
    public static ZCert Dup(ZCert cert)
    {
        ArgumentNullException.ThrowIfNull(cert);
        ZCert copy = new(cert.PublicKey, cert.SecretKey);
        foreach ((string name, string value) in cert.MetaData)
        {
            copy.SetMeta(name, value);
        }
        return copy;
    }

    /// <summary>
    /// Reads a certificate: from the file with the suffix _secret if there is one, otherwise from
    /// the file itself, with a secret key of zeros if the file has none.
    /// </summary>
    /// <param name="filename">The file name that was given to <see cref="Save"/>.</param>
    /// <returns>The certificate; null if neither file exists.</returns>
    /// <exception cref="ZException">
    /// EINVAL: the file has no public key, or a key in it is not valid.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ZCert Load(string filename)
    {
        string existing = Array.Find([filename + SecretSuffix, filename], File.Exists);
        return existing is null ? null : Read(existing);
    }

    /// <summary>Adds or replaces a value of <see cref="MetaData"/>.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, one line of text.</param>
    public void SetMeta(string name, string value) => MetaData[name] = value;

    /// <summary>Removes a value of <see cref="MetaData"/> if there is one of that name.</summary>
    /// <param name="name">The name of the value.</param>
    public void UnsetMeta(string name) => MetaData.Remove(name);

    /// <summary>
    /// Sets a socket's own keys to those of the certificate, for its next binds and connects.
    /// </summary>
    /// <param name="socket">
    /// The socket of a server or client. A client needs the server's public key, too:
    /// <see cref="ZSocket.CurveServerKey"/>.
    /// </param>
    public void Apply(ZSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        (socket.CurvePublicKey, socket.CurveSecretKey) = (PublicKey, SecretKey);
    }

    /// <summary>
    /// Writes two files: one with the public key, and one with both keys, whose name has the suffix
    /// _secret.
    /// </summary>
    /// <param name="filename">The file for the public key; existing files are overwritten.</param>
    /// <exception cref="InvalidOperationException">
    /// A name or value of <see cref="MetaData"/> has no form in the file, for example because it
    /// contains a line end.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string filename)
    {
        SavePublic(filename);
        SaveSecret(filename + SecretSuffix);
    }

    /// <summary>Writes a file without the secret key.</summary>
    /// <param name="filename">The file; an existing one is overwritten.</param>
    /// <exception cref="InvalidOperationException">
    /// A name or value of <see cref="MetaData"/> has no form in the file, for example because it
    /// contains a line end.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePublic(string filename) => File.WriteAllText(filename, Format(secret: false));

    /// <summary>
    /// Writes a file with both keys. A new file can be read by its owner only, except on Windows.
    /// </summary>
    /// <param name="filename">
    /// The file, without a suffix being added; an existing one is overwritten.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// A name or value of <see cref="MetaData"/> has no form in the file, for example because it
    /// contains a line end.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSecret(string filename)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        string text = Format(secret: true);
        using StreamWriter file = new(filename, options);
        file.Write(text);
    }

    /// <summary>Whether both certificates have the same keys; metadata are not compared.</summary>
    /// <param name="obj">The other certificate.</param>
    public bool Equals(ZCert obj) =>
        obj is not null
        && PublicKey.AsSpan().SequenceEqual(obj.PublicKey)
        && SecretKey.AsSpan().SequenceEqual(obj.SecretKey);

    /// <summary>
    /// Whether an object is a certificate with the same keys; metadata are not compared.
    /// </summary>
    /// <param name="obj">The other object.</param>
    public override bool Equals(object obj) => Equals(obj as ZCert);

    /// <summary>A hash of the public key.</summary>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(PublicKey);
        return hash.ToHashCode();
    }

    /// <summary>Reads this file and no other.</summary>
    /// <exception cref="ZException">
    /// EINVAL: the file has no public key, or a key in it is not valid.
    /// </exception>
    internal static ZCert Read(string path)
    {
        ILookup<string, (string Section, string Name, string Value)> sections =
            ZplFile.Read(path).ToLookup(property => property.Section);
        byte[] Key(string name) =>
            sections[KeySection].FirstOrDefault(property => property.Name == name).Value is string text
                ? Z85.FromText(text)
                : null;
        try
        {
            ZCert cert = new(Key(PublicName), Key(SecretName) ?? new byte[ZSocket.BinaryKeySize]);
            foreach ((_, string name, string value) in sections[MetaDataSection])
            {
                cert.SetMeta(name, value);
            }
            return cert;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or ZException)
        {
            throw new ZException(ZError.EINVAL, $"The file '{path}' is not a certificate.", exception);
        }
    }

    private static byte[] Copy(byte[] key, [CallerArgumentExpression(nameof(key))] string name = "") =>
        key is { Length: ZSocket.BinaryKeySize }
            ? [.. key]
            : throw new ArgumentException($"A key has {ZSocket.BinaryKeySize} bytes, not {key?.Length ?? 0}.", name);

    private string Format(bool secret)
    {
        StringBuilder text = new();
        void Line(string line) => text.Append(line).Append('\n');
        Line(MetaDataSection);
        foreach ((string name, string value) in MetaData)
        {
            Line(ZplFile.FormatLine(name, value));
        }
        Line(KeySection);
        Line(ZplFile.FormatLine(PublicName, PublicTxt));
        if (secret)
        {
            Line(ZplFile.FormatLine(SecretName, SecretTxt));
        }
        return text.ToString();
    }
}
