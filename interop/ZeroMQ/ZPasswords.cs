using System.Security.Cryptography;
using System.Text;

namespace ZeroMQ;

/// <summary>
/// A file with a line `name = secret` for each user, read again after it has changed. The secret
/// may be in double quotes.
/// </summary>
internal sealed class ZPasswords(string path)
{
    private (long Length, DateTime Written) _state;
    private ILookup<string, string> _secrets = Array.Empty<string>().ToLookup(name => name);

    /// <summary>
    /// Whether a user has a password. The quotes in the file may be part of it, because clrzmq4
    /// required them.
    /// </summary>
    internal bool Contains(string name, string password)
    {
        FileInfo file = new(path);
        (long Length, DateTime Written) state = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
        if (state != _state)
        {
            _secrets = (file.Exists ? File.ReadLines(path) : []).Select(line => line.Trim())
                .Where(line => line is [not '#', ..] && line.Contains('='))
                .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
                .ToLookup(parts => parts[0], parts => parts[1]);
            _state = state;
        }
        return _secrets[name].Any(secret =>
            Same(secret, password) || (secret is ['"', .. var inner, '"'] && Same(inner, password)));
    }

    private static bool Same(string secret, string password) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(password));
}
