using System.Runtime.CompilerServices;
using System.Text;

namespace ZeroMQ;

/// <summary>A CURVE certificate: a pair of keys and what is known of its owner, kept in text files (ZPL, RFC 4) that czmq and others read and write too.</summary>
public class ZCert
{
    private const string SecretSuffix = "_secret";
    private const string KeySection = "curve", MetaDataSection = "metadata", PublicName = "public-key", SecretName = "secret-key";

    /// <summary>A certificate with a new pair of keys.</summary>
    /// <exception cref="ZException">ENOTSUP: libzmq was built without CURVE.</exception>
    public ZCert()
    {
        Z85.CurveKeypair(out byte[] publicText, out byte[] secretText);
        (PublicKey, SecretKey) = (Z85.Decode(publicText), Z85.Decode(secretText));
    }

    /// <summary>A certificate with given keys.</summary>
    /// <param name="publicKey">32 bytes, copied.</param>
    /// <param name="secretKey">32 bytes, copied; zeros where it is not known.</param>
    /// <exception cref="ArgumentException">A key is not 32 bytes.</exception>
    public ZCert(byte[] publicKey, byte[] secretKey) => (PublicKey, SecretKey) = (Copy(publicKey), Copy(secretKey));

    /// <summary>A certificate with given keys.</summary>
    /// <param name="publicTxt">40 characters of Z85 text.</param>
    /// <param name="secretTxt">40 characters of Z85 text; 40 times the character 0 where it is not known.</param>
    /// <exception cref="ArgumentException">A key is not 40 characters.</exception>
    /// <exception cref="InvalidOperationException">The number of its characters is not even a multiple of five.</exception>
    /// <exception cref="ZException">EINVAL: a key is not Z85 text.</exception>
    public ZCert(string publicTxt, string secretTxt) : this(Z85.FromText(publicTxt), Z85.FromText(secretTxt))
    {
    }

    /// <summary>What others may know: 32 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>What only the owner may know: 32 bytes; zeros in a certificate of somebody else.</summary>
    public byte[] SecretKey { get; }

    /// <summary>The public key as 40 characters of Z85 text.</summary>
    public string PublicTxt => Z85.ToText(PublicKey);

    /// <summary>The secret key as 40 characters of Z85 text.</summary>
    public string SecretTxt => Z85.ToText(SecretKey);

    /// <summary>What is known of the owner. <see cref="ZAuth"/> hands it to the server with each message of the owner's.</summary>
    public Dictionary<string, string> MetaData { get; } = [];

    /// <summary>A value of <see cref="MetaData"/>; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public string this[string name] => MetaData.GetValueOrDefault(name);

    /// <summary>A certificate with the same keys and metadata.</summary>
    /// <param name="cert">The certificate, which stays independent.</param>
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

    /// <summary>Reads a certificate: from the file with the suffix _secret if there is one, else from the file itself, with a secret key of zeros if it has none.</summary>
    /// <param name="filename">The file as given to <see cref="Save"/>.</param>
    /// <returns>Null when neither file exists.</returns>
    /// <exception cref="ZException">EINVAL: the file has no public key, or a key that is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ZCert Load(string filename)
    {
        string existing = Array.Find([filename + SecretSuffix, filename], File.Exists);
        return existing is null ? null : Read(existing);
    }

    /// <summary>Replaces or adds a value of <see cref="MetaData"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">One line of text.</param>
    public void SetMeta(string name, string value) => MetaData[name] = value;

    /// <summary>Removes a value of <see cref="MetaData"/>, if it is there.</summary>
    /// <param name="name">Its name.</param>
    public void UnsetMeta(string name) => MetaData.Remove(name);

    /// <summary>Makes the keys a socket's own, for its next binds and connects.</summary>
    /// <param name="socket">Server or client. A client also needs the server's public key, <see cref="ZSocket.CurveServerKey"/>.</param>
    public void Apply(ZSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        (socket.CurvePublicKey, socket.CurveSecretKey) = (PublicKey, SecretKey);
    }

    /// <summary>Writes two files: the public one, and with the suffix _secret one with both keys.</summary>
    /// <param name="filename">The public one; existing files are overwritten.</param>
    /// <exception cref="InvalidOperationException">A name or value of <see cref="MetaData"/> cannot be written, as one with a line end.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string filename)
    {
        SavePublic(filename);
        SaveSecret(filename + SecretSuffix);
    }

    /// <summary>Writes a file without the secret key.</summary>
    /// <param name="filename">The file; an existing one is overwritten.</param>
    /// <exception cref="InvalidOperationException">A name or value of <see cref="MetaData"/> cannot be written, as one with a line end.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePublic(string filename) => File.WriteAllText(filename, Format(secret: false));

    /// <summary>Writes a file with both keys. Except on Windows, a new file can be read by its owner only.</summary>
    /// <param name="filename">The file, as it is; an existing one is overwritten.</param>
    /// <exception cref="InvalidOperationException">A name or value of <see cref="MetaData"/> cannot be written, as one with a line end.</exception>
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

    /// <summary>Whether both keys are the same; metadata does not count.</summary>
    /// <param name="obj">The other certificate.</param>
    public bool Equals(ZCert obj) => obj is not null && PublicKey.AsSpan().SequenceEqual(obj.PublicKey) && SecretKey.AsSpan().SequenceEqual(obj.SecretKey);

    /// <summary>Whether it is a certificate with the same keys; metadata does not count.</summary>
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
    /// <exception cref="ZException">EINVAL: the file has no public key, or a key that is none.</exception>
    internal static ZCert Read(string path)
    {
        ILookup<string, (string Section, string Name, string Value)> sections = ZplFile.Read(path).ToLookup(property => property.Section);
        byte[] Key(string name) => sections[KeySection].FirstOrDefault(property => property.Name == name).Value is string text ? Z85.FromText(text) : null;
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
            throw new ZException(ZError.EINVAL, $"{path}: no certificate", exception);
        }
    }

    private static byte[] Copy(byte[] key, [CallerArgumentExpression(nameof(key))] string name = "") =>
        key is { Length: ZSocket.BinaryKeySize } ? [.. key] : throw new ArgumentException($"A key is {ZSocket.BinaryKeySize} bytes.", name);

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
