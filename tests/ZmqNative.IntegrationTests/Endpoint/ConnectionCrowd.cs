using System.Net.Sockets;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>More connections to a server over HTTP than it takes, each without a word.</summary>
internal static class ConnectionCrowd
{
    private const int Beyond = 88;

    /// <summary>Asserts that of a limit and some more only those beyond the limit are ended.</summary>
    internal static void AssertLimit(int port, int limit)
    {
        List<TcpClient> clients = [];
        int ended = 0;
        try
        {
            for (int i = 0; i < limit + Beyond; i++)
            {
                TcpClient client = new("127.0.0.1", port);
                clients.Add(client);
                _ = CountEndAsync(client);
            }
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == Beyond, Tool.Deadline), () => $"{ended} were ended");
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        async Task CountEndAsync(TcpClient client)
        {
            try
            {
                _ = await client.GetStream().ReadAsync(new byte[1]);
            }
            catch (IOException)
            {
                // The test or the server has closed it.
            }
            _ = Interlocked.Increment(ref ended);
        }
    }
}
