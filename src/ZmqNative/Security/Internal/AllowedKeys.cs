using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Security;

/// <summary>
/// The public keys that are allowed: those of the certificates in a folder, or of a file with one
/// key a line. Files are compared by content, since all certificates have one length and a copy may
/// keep its time.
/// </summary>
/// <remarks>Used by the authenticator's thread alone.</remarks>
internal sealed class AllowedKeys(string path, ILogger logger)
{
    /// <summary>The path that stands for all keys.</summary>
    internal const string Any = "*";

    // Bounds the memory: about 30 MB.
    private const int MaximumKeys = 100_000;

    private const int LargestList = 8 << 20;

    private Dictionary<string, FileKeys> _files = [];
    private byte[] _buffer = new byte[CurveCertificate.LargestFile + 1];
    private HashSet<string> _keys = [];
    private string? _failure;

    /// <summary>
    /// Whether the last <see cref="Refresh"/> could read the folder or the list; otherwise no key is
    /// allowed.
    /// </summary>
    internal bool IsRead { get; private set; }

    /// <summary>Whether a client with this key is allowed, as of the last <see cref="Refresh"/>.</summary>
    internal bool Contains(string key) => AllowsAll || _keys.Contains(key);

    /// <summary>Whether every key is allowed.</summary>
    internal bool AllowsAll => path == Any;

    /// <summary>Reads the files that have changed.</summary>
    internal void Refresh()
    {
        try
        {
            if (!AllowsAll)
            {
                Read();
            }
            (IsRead, _failure) = (true, null);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            if (_failure != exception.Message)
            {
                AuthenticatorLog.ListUnreadable(logger, path, _failure = exception.Message);
            }
            IsRead = false;
            _files.Clear();
            _keys.Clear();
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or InvalidDataException;

    private void Read()
    {
        bool isFolder = Directory.Exists(path);
        string[] names = isFolder ? Directory.GetFiles(path, "*.key") : [path];
        Dictionary<string, FileKeys> files = new(names.Length);
        bool hasChanged = names.Length != _files.Count;
        foreach (string name in names.Take(MaximumKeys))
        {
            FileKeys? known = _files.GetValueOrDefault(name);
            FileKeys read = isFolder ? ReadCertificate(name, known) : ReadList(name, known);
            hasChanged |= read != known;
            files.Add(name, read);
        }
        if (hasChanged)
        {
            _files = files;
            _keys = [.. files.Values.SelectMany(file => file.Keys)];
            AuthenticatorLog.ListRead(logger, path, _keys.Count);
        }
    }

    // One that cannot be read allows nobody, and the others go on.
    private FileKeys ReadCertificate(string name, FileKeys? known)
    {
        try
        {
            return ReadFile(name, known, text =>
            {
                using CurveCertificate certificate = CertificateReader.Parse(text, name);
                return [certificate.PublicKey];
            });
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            if (known?.Content != exception.Message)
            {
                AuthenticatorLog.CertificateUnreadable(logger, name, exception.Message);
                return new FileKeys(exception.Message, []);
            }
            return known;
        }
    }

    private FileKeys ReadList(string name, FileKeys? known)
    {
        if (_buffer.Length <= LargestList)
        {
            _buffer = new byte[LargestList + 1];
        }
        return ReadFile(name, known, text =>
        {
            List<string> keys = [];
            int number = 0;
            foreach (Range range in text.Split((byte)'\n'))
            {
                number++;
                ReadOnlySpan<byte> line = text[range].Trim(" \t\r"u8);
                if (line.Length > 0 && line[0] != '#' && keys.Count < MaximumKeys)
                {
                    keys.Add(CertificateReader.PublicKey(line, $"{name}, line {number}"));
                }
            }
            return keys;
        });
    }

    private FileKeys ReadFile(string name, FileKeys? known, KeyReader read)
    {
        Span<byte> text = _buffer.AsSpan(0, SecretFile.ReadInto(name, _buffer));
        try
        {
            string content = Convert.ToBase64String(SHA256.HashData(text));
            return known?.Content == content ? known : new FileKeys(content, read(text));
        }
        finally
        {
            // A secret file with a public one's name.
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private delegate IReadOnlyList<string> KeyReader(ReadOnlySpan<byte> text);

    // The hash of the content, or why it could not be read.
    private sealed record FileKeys(string Content, IReadOnlyList<string> Keys);
}
