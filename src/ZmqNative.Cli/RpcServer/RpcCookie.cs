using System.Globalization;
using System.Security.Cryptography;

namespace ZmqNative.Cli;

/// <summary>
/// A cookie like bitcoind's: a file that only its owner can read, with a new password at every
/// start.
/// </summary>
internal sealed class RpcCookie : IDisposable
{
    private const string User = "__cookie__";

    private readonly string _password = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private string? _file;

    /// <summary>What lets in who can read the file.</summary>
    internal NodeLogin Login => NodeLogin.Password(User, _password);

    private string Text => $"{User}:{_password}";

    /// <summary>
    /// The default path: in the user's own folder for data, with the port in its name, so that
    /// several servers do not collide.
    /// </summary>
    /// <exception cref="ArgumentException">The user has no such folder.</exception>
    internal static string DefaultFile(int port)
    {
        string folder = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? Path.Combine(folder, "zmqnative", string.Create(CultureInfo.InvariantCulture, $"{port}.cookie"))
            : throw new ArgumentException(
                "There is no home folder for the RPC cookie: name a file by --rpccookiefile.");
    }

    /// <summary>Writes it, over one that was left over.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal void Write(string file)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        // Written to a new file and moved, so that a reader finds the complete file, and mode and
        // owner are right.
        string beside = $"{file}.tmp";
        File.Delete(beside);
        using (StreamWriter writer = new(beside, options))
        {
            writer.Write(Text);
        }
        File.Move(beside, file, overwrite: true);
        _file = file;
    }

    /// <summary>Removes the file, unless another server has replaced it.</summary>
    public void Dispose()
    {
        try
        {
            if (_file is not null && File.ReadAllText(_file) == Text)
            {
                File.Delete(_file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The cookie is useless after the end of the server.
        }
    }
}
