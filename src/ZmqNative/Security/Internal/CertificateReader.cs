using System.Security.Cryptography;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// Reads the text of one certificate file. No error quotes a line, because it may be the secret
/// one.
/// </summary>
/// <param name="path">The file, for errors.</param>
internal sealed class CertificateReader(string path)
{
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private string? _publicKey;
    private byte[]? _secretKey;
    private int _line;

    /// <summary>Reads a text, which stays the caller's to clear.</summary>
    /// <exception cref="InvalidDataException">It is no certificate.</exception>
    internal static CurveCertificate Parse(ReadOnlySpan<byte> text, string path)
    {
        CertificateReader reader = new(path);
        try
        {
            reader.Read(text);
            reader.CheckPair();
            return new CurveCertificate(reader._publicKey!, reader._secretKey, reader._metadata);
        }
        catch
        {
            CryptographicOperations.ZeroMemory(reader._secretKey);
            throw;
        }
    }

    /// <summary>Checks the text of a public key.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static string PublicKey(ReadOnlySpan<byte> value, string where)
    {
        CheckLength(value, where);
        string key = Encoding.ASCII.GetString(value);
        try
        {
            _ = ZmqZ85.Decode(key);
            return key;
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException)
        {
            throw new InvalidDataException($"{where}: the public key is no Z85 text.");
        }
    }

    private static void CheckLength(ReadOnlySpan<byte> key, string where)
    {
        if (key.Length != CertificateText.KeyLength)
        {
            throw new InvalidDataException(
                $"{where}: a key has {CertificateText.KeyLength} characters, not {key.Length}.");
        }
    }

    private string Where => $"{path}, line {_line}";

    private void Read(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> section = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            _line++;
            ReadOnlySpan<byte> line = text[range].TrimEnd(" \t\r"u8), content = line.TrimStart(" \t"u8);
            if (content.Length == 0 || content[0] == '#')
            {
                continue;
            }
            int equals = content.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = (equals < 0 ? content : content[..equals]).TrimEnd(" \t"u8);
            if (content.Length == line.Length)
            {
                section = name;
            }
            else if (section.SequenceEqual("metadata"u8))
            {
                _metadata[Text(name)] = Text(Value(content, equals));
            }
            else if (section.SequenceEqual("curve"u8))
            {
                TakeKey(name, Value(content, equals));
            }
        }
        if (_publicKey is null)
        {
            throw new InvalidDataException($"{path} is no certificate: it has no public-key in a section curve.");
        }
    }

    private void TakeKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("public-key"u8))
        {
            _publicKey = PublicKey(value, Where);
        }
        // CZMQ writes zeros for a secret key that it does not have.
        else if (name.SequenceEqual("secret-key"u8) && value.ContainsAnyExcept((byte)'0'))
        {
            CheckLength(value, Where);
            value.CopyTo(_secretKey ??= CertificateText.NewSecretKey());
        }
    }

    // In quotes up to the next such quote, else up to a comment.
    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> content, int equals)
    {
        ReadOnlySpan<byte> text = equals < 0 ? [] : content[(equals + 1)..].TrimStart(" \t"u8);
        if (text.Length == 0 || text[0] is not ((byte)'"' or (byte)'\''))
        {
            int comment = text.IndexOf((byte)'#');
            return comment < 0 ? text : text[..comment].TrimEnd(" \t"u8);
        }
        int end = text[1..].IndexOf(text[0]);
        ReadOnlySpan<byte> rest = end < 0 ? [] : text[(end + 2)..].TrimStart(" \t"u8);
        return end >= 0 && (rest.Length == 0 || rest[0] == '#')
            ? text.Slice(1, end)
            : throw new InvalidDataException($"{Where}: the value does not end with its quote.");
    }

    private string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return CertificateText.Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{Where}: the metadata is not UTF-8.");
        }
    }

    private void CheckPair()
    {
        if (_secretKey is null)
        {
            return;
        }
        CurveCertificate.RequireCurve($"{path} has a secret key");
        try
        {
            if (ZmqCurveKeyPair.PublicKeyOf(_secretKey) == _publicKey)
            {
                return;
            }
        }
        catch (ZmqException)
        {
            // It is no Z85 text.
        }
        throw new InvalidDataException($"The secret-key of {path} does not belong to its public-key.");
    }
}
