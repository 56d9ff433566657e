using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Security;

/// <summary>
/// The passwords that are allowed, by name: those of a dictionary, and those of a file with
/// <c>NAME:PASSWORD</c> on each line. Only their hashes stay in memory.
/// </summary>
/// <remarks>Used under the lock of <see cref="ZapRules"/>.</remarks>
internal sealed class AllowedPasswords
{
    // Also bounds the memory that the hashes need.
    private const int LargestFile = 1 << 20;

    private readonly Dictionary<string, byte[]> _given = [];
    private readonly string? _file;
    private readonly ILogger _logger;
    private Dictionary<string, byte[]> _read = [];
    private byte[] _content = [];

    internal AllowedPasswords(IReadOnlyDictionary<string, string> given, string? file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        foreach ((string name, string password) in given)
        {
            _given[name] = Hash(password);
        }
    }

    /// <summary>
    /// Whether the last <see cref="Refresh"/> could read the file; otherwise none of its names is
    /// allowed.
    /// </summary>
    internal bool IsRead => Failure is null;

    /// <summary>Why the file could not be read.</summary>
    internal string? Failure { get; private set; }

    /// <summary>
    /// Whether name and password are right. The time does not depend on where a guess is wrong, nor on
    /// its length.
    /// </summary>
    internal bool Contains(string name, ReadOnlySpan<byte> guess)
    {
        byte[]? expected = HashOf(name);
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(guess, actual);
        return CryptographicOperations.FixedTimeEquals(expected ?? new byte[actual.Length], actual)
            & expected is not null;
    }

    /// <summary>The hash of a name's password; null when the name is not allowed.</summary>
    internal byte[]? HashOf(string name) => _read.GetValueOrDefault(name) ?? _given.GetValueOrDefault(name);

    /// <summary>Reads the file if it has changed.</summary>
    internal void Refresh()
    {
        if (_file is null)
        {
            return;
        }
        try
        {
            if (SecretFile.IsExposed(_file))
            {
                throw new InvalidDataException($"others can read the passwords in {_file}: chmod 600 it");
            }
            _ = SecretFile.Read(_file, LargestFile, Take);
            Failure = null;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            if (Failure != exception.Message)
            {
                AuthenticatorLog.PasswordsUnreadable(_logger, _file, Failure = exception.Message);
            }
            _read.Clear();
            _content = [];
        }
    }

    private bool Take(ReadOnlySpan<byte> text)
    {
        byte[] content = SHA256.HashData(text);
        if (content.AsSpan().SequenceEqual(_content))
        {
            return false;
        }
        Dictionary<string, byte[]> read = [];
        int number = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = text[range].TrimEnd("\r"u8);
            if (line.Length > 0 && line[0] != '#')
            {
                int colon = PlainLogin.ColonOf(line, $"{_file}, line {number}");
                read[Encoding.UTF8.GetString(line[..colon])] = SHA256.HashData(line[(colon + 1)..]);
            }
        }
        (_read, _content) = (read, content);
        AuthenticatorLog.PasswordsRead(_logger, _file!, read.Count);
        return true;
    }

    private static byte[] Hash(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
