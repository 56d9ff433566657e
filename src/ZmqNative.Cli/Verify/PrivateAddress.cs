namespace ZmqNative.Cli;

/// <summary>
/// Where only this user's processes connect: a unix socket in a folder of its own. Windows has no
/// such sockets for libzmq; there it is a loopback port.
/// </summary>
internal sealed class PrivateAddress : IDisposable
{
    private readonly DirectoryInfo? _folder =
        OperatingSystem.IsWindows() ? null : Directory.CreateTempSubdirectory("zmqnative-");

    internal string Address => _folder is null ? "tcp://127.0.0.1:*" : $"ipc://{_folder.FullName}/workers";

    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was cleaned up meanwhile.
        }
    }
}
