using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.NodeTests.Rpc;

/// <summary>A server that is no node: reads a call, says what it is told to say, and closes. Raw TCP, so that it can say anything.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <summary>Serves until disposed of.</summary>
    /// <param name="answer">Is given the whole call, HTTP header and body, and returns every byte to say.</param>
    /// <param name="anything">Whether it answers whatever was received first, which need not be a call.</param>
    internal Stranger(Func<string, byte[]> answer, bool anything = false)
    {
        _listener.Start();
        _serving = Serve(answer, anything);
    }

    internal Uri Address => new($"http://{_listener.LocalEndpoint}");

    internal static byte[] Http(string status, string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.WaitAsync(s_deadline);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Serve(Func<string, byte[]> answer, bool anything)
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptSocketAsync(_end.Token);
                byte[] buffer = new byte[4096];
                // The whole call, or closing would reset the connection before the answer is read.
                int length = 0, received;
                do
                {
                    received = await client.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    length += received;
                }
                while (received > 0 && !anything && buffer[length - 1] != '}');
                await client.SendAsync(answer(Encoding.UTF8.GetString(buffer, 0, length)), _end.Token);
                client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over, or the caller did not wait for the answer.
        }
    }
}
