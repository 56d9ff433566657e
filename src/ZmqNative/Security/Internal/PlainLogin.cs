using System.Security.Cryptography;
using ZmqNative.Interop;

namespace ZmqNative.Security;

/// <summary>
/// The name and the password of a client, from a file with <c>NAME:PASSWORD</c>. The password is in
/// pinned memory that <see cref="Dispose"/> clears.
/// </summary>
internal sealed class PlainLogin : IDisposable
{
    private const int UserNameOption = 45;
    private const int PasswordOption = 46;

    // ZMTP gives each length one byte.
    private const int Longest = 255;

    private readonly byte[] _name;
    private readonly byte[] _password;

    private PlainLogin(byte[] name, byte[] password) => (_name, _password) = (name, password);

    /// <summary>Reads the first line of a file that only its owner may read.</summary>
    /// <exception cref="InvalidDataException">It is no login, or others can read it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static PlainLogin Load(string path) =>
        SecretFile.IsExposed(path)
            ? throw new InvalidDataException($"Others can read the password in {path}: chmod 600 it.")
            : SecretFile.Read(path, 4 * Longest, text =>
            {
                int end = text.IndexOf((byte)'\n');
                ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).TrimEnd("\r"u8);
                int colon = ColonOf(line, path);
                byte[] password = GC.AllocateUninitializedArray<byte>(line.Length - colon - 1, pinned: true);
                line[(colon + 1)..].CopyTo(password);
                return new PlainLogin(line[..colon].ToArray(), password);
            });

    /// <summary>The place of the colon between a name and a password that PLAIN can transmit.</summary>
    /// <exception cref="InvalidDataException">It cannot. The message does not quote the line.</exception>
    internal static int ColonOf(ReadOnlySpan<byte> line, string where)
    {
        int colon = line.IndexOf((byte)':'), password = line.Length - colon - 1;
        return colon is > 0 and <= Longest && password is > 0 and <= Longest ? colon
            : throw new InvalidDataException(
                $"{where}: it takes NAME:PASSWORD, each of 1 to {Longest} bytes, and a name without a colon.");
    }

    /// <summary>Makes the socket a PLAIN client.</summary>
    internal void Prepare(ZmqSocket socket)
    {
        socket.SetOption(UserNameOption, _name);
        socket.SetOption(PasswordOption, _password);
    }

    /// <summary>Clears the password.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_password);
}
