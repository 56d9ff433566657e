using System.Net.Sockets;
using System.Text;

namespace ZmqNative.NodeTests.Endpoint;

/// <summary>One HTTP request and its answer, every byte of both.</summary>
internal sealed record Exchange(string Status, string Headers, string Body)
{
    /// <summary>Asks on a connection of its own.</summary>
    /// <param name="port">Of 127.0.0.1.</param>
    /// <param name="method">POST, GET and so on.</param>
    /// <param name="target">The path.</param>
    /// <param name="authorization">The header of that name; none when null.</param>
    /// <param name="body">In Latin-1, so that a test can write any byte; none when null.</param>
    /// <param name="host">The header Host; none when null.</param>
    internal static Exchange With(int port, string method, string target, string? authorization, string? body, string? host = "127.0.0.1")
    {
        using TcpClient client = new("127.0.0.1", port) { ReceiveTimeout = (int)RegtestNode.Deadline.TotalMilliseconds };
        using NetworkStream stream = client.GetStream();
        string head = $"{method} {target} HTTP/1.1\r\n{(host is null ? string.Empty : $"Host: {host}\r\n")}Connection: close\r\n"
            + (authorization is null ? string.Empty : $"Authorization: {authorization}\r\n")
            + (body is null ? string.Empty : $"Content-Length: {body.Length}\r\n");
        stream.Write(Encoding.Latin1.GetBytes($"{head}\r\n{body}"));
        using StreamReader reader = new(stream, Encoding.Latin1);
        string[] parts = reader.ReadToEnd().Split("\r\n\r\n", 2);
        string[] lines = parts[0].Split("\r\n");
        // Their order and the time mean nothing.
        IEnumerable<string> headers = lines[1..].Where(line => !line.StartsWith("Date:", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return new Exchange(lines[0], string.Join('\n', headers), parts[1]);
    }

    /// <summary>The status line for a request of which only the header comes, with the length of a body that does not.</summary>
    internal static string StatusOf(int port, string authorization, long length)
    {
        using TcpClient client = new("127.0.0.1", port) { ReceiveTimeout = (int)RegtestNode.Deadline.TotalMilliseconds };
        using NetworkStream stream = client.GetStream();
        stream.Write(Encoding.Latin1.GetBytes($"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: {authorization}\r\nContent-Length: {length}\r\n\r\n"));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return reader.ReadLine() ?? string.Empty;
    }

    internal static string Basic(string login) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}";
}
