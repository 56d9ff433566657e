using ZmqNative.Interop;
using ZmqNative.Security;

namespace ZmqNative.Benchmarks;

/// <summary>Keys of a server and of its clients, as files in a temporary folder and for sockets.</summary>
internal sealed class CurveKeys : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-keys-").FullName;
    private readonly CurveCertificate _server = CurveCertificate.Create(), _client = CurveCertificate.Create();

    /// <summary>Makes the keys.</summary>
    /// <param name="allowed">How many certificates are in the folder of the allowed ones.</param>
    internal CurveKeys(int allowed = 1)
    {
        _server.Save(Path.Combine(_folder, "server.key"));
        _client.Save(Path.Combine(_folder, "client.key"));
        Directory.CreateDirectory(Allowed);
        File.Copy(Path.Combine(_folder, "client.key"), Path.Combine(Allowed, "client.key"));
        for (int i = 1; i < allowed; i++)
        {
            using CurveCertificate other = CurveCertificate.Create();
            other.Save(Path.Combine(_folder, $"{i}.key"));
            File.Copy(Path.Combine(_folder, $"{i}.key"), Path.Combine(Allowed, $"{i}.key"));
        }
    }

    internal string Allowed => Path.Combine(_folder, "allowed");

    internal string ServerKey => _server.PublicKey;

    internal string ClientKey => _client.PublicKey;

    internal string ClientFile => Path.Combine(_folder, "client.key_secret");

    internal CurveOptions Options => new() { Certificate = Path.Combine(_folder, "server.key_secret"), AllowedKeys = Allowed };

    internal void PrepareServer(ZmqSocket socket)
    {
        socket.CurveServer = true;
        _server.SetSecretKey(socket);
    }

    internal void PrepareClient(ZmqSocket socket)
    {
        (socket.CurveServerKey, socket.CurvePublicKey) = (ServerKey, ClientKey);
        _client.SetSecretKey(socket);
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
