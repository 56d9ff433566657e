using System.Globalization;
using System.Security.Cryptography;
using ZmqNative.Node.Rpc;

namespace ZmqNative.Cli;

/// <summary>A cookie as bitcoind makes one: a file that only its owner can read, with a password that is new at every start.</summary>
internal sealed class RpcCookie : IDisposable
{
    private const string User = "__cookie__";

    private readonly string _password = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private string? _file;

    /// <summary>What lets in who can read the file.</summary>
    internal RpcCredentials Credentials => RpcCredentials.Password(User, _password);

    private string Text => $"{User}:{_password}";

    /// <summary>Where the file is when nobody says where: the user's own folder for data, by port, so that several do not meet.</summary>
    /// <exception cref="ArgumentException">The user has no such folder.</exception>
    internal static string DefaultFile(int port)
    {
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? Path.Combine(folder, "zmqnative", string.Create(CultureInfo.InvariantCulture, $"{port}.cookie"))
            : throw new ArgumentException("There is no home folder for the RPC cookie: name a file by --rpccookiefile.");
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
        // Beside it first: whoever waits for the file finds all of it. A new one, so that the mode and the owner are right.
        string beside = $"{file}.tmp";
        File.Delete(beside);
        using (StreamWriter writer = new(beside, options))
        {
            writer.Write(Text);
        }
        File.Move(beside, file, overwrite: true);
        _file = file;
    }

    /// <summary>Removes the file, unless it is somebody else's by now.</summary>
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
            // It lets nobody in any more.
        }
    }
}
