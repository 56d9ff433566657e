using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ZmqNative.NodeTests.Parity;

/// <summary>
/// What stands for the placeholders of a start-up, the same for the node and for us: {PORT} and {OTHER} are free ports, {WRAPPED} is a free
/// one plus 65536 and {NEGATIVE} one less 65536, which 16 bits do not tell from it; {USED} is listened on; {SOCKET} is a path where nothing is, {FILE} a regular file, {LIVE} a unix socket that is listened
/// on, {STALE} one that nobody listens on, as a killed process leaves it, {LONGEST} a path of 107 bytes, {TOOLONG} one of 108; {NAME} is a name nobody else has, {HOST} this machine's own, {CONF} the configuration file,
/// {INCLUDED} one that it may include.
/// </summary>
internal sealed partial class Surroundings : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-").FullName;
    private readonly TcpListener _used = new(IPAddress.Loopback, 0);
    private readonly string _configuration;
    private readonly int _wrapped = Port.Free();
    private readonly Dictionary<string, string> _values;

    internal Surroundings(string configuration)
    {
        _configuration = configuration;
        _used.Start();
        string name = Guid.NewGuid().ToString("N");
        _values = new()
        {
            ["{PORT}"] = $"{Port.Free()}",
            ["{OTHER}"] = $"{Port.Free()}",
            ["{WRAPPED}"] = $"{_wrapped + 65536}",
            ["{NEGATIVE}"] = $"{_wrapped - 65536}",
            ["{USED}"] = $"{((IPEndPoint)_used.LocalEndpoint).Port}",
            ["{SOCKET}"] = Child("socket"),
            ["{FILE}"] = Child("file"),
            ["{LIVE}"] = Child("live"),
            ["{STALE}"] = Child("stale"),
            ["{LONGEST}"] = Child("l").PadRight(107, 'l'),
            ["{TOOLONG}"] = Child("t").PadRight(108, 't'),
            ["{NAME}"] = name,
            ["{HOST}"] = Dns.GetHostName(),
            ["{CONF}"] = Child("bitcoin.conf"),
            ["{INCLUDED}"] = Child("included.conf"),
        };
    }

    /// <summary>Runs something with everything in its place, and tells which files were there afterwards.</summary>
    internal (StartUp StartUp, string[] Files) Around(string[] arguments, Func<string[], StartUp> start)
    {
        File.WriteAllText(Child("bitcoin.conf"), Fill(_configuration));
        File.WriteAllText(Child("included.conf"), Fill("zmqpubrawblock=tcp://127.0.0.1:{OTHER}\n"));
        File.WriteAllText(Child("file"), "not a socket");
        using Socket live = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        live.Bind(new UnixDomainSocketEndPoint(Child("live")));
        live.Listen();
        using Socket stale = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stale.Bind(new UnixDomainSocketEndPoint(Child("stale")));
        StartUp seen = start([.. arguments.Select(Fill)]);
        string[] files = [.. Directory.GetFiles(_folder).Select(file => $"{Path.GetFileName(file)} {new FileInfo(file).UnixFileMode}").Order(StringComparer.Ordinal)];
        foreach (string file in Directory.GetFiles(_folder))
        {
            File.Delete(file);
        }
        File.Delete(_values["{NAME}"]);
        return (seen with { Sockets = [.. seen.Sockets.Select(AnyPort)] }, files);
    }

    public void Dispose()
    {
        _used.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Child(string name) => Path.Combine(_folder, name);

    private string Fill(string text) => _values.Aggregate(text, (result, pair) => result.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    // Ports that the system chose are not the same twice.
    private string AnyPort(string socket) =>
        PortOf().Replace(socket, match => _values.ContainsValue(match.Groups[1].Value) || match.Groups[1].Value == $"{_wrapped}" ? match.Value : ":any ");

    [GeneratedRegex(@":(\d+) ")]
    private static partial Regex PortOf();
}
