using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace ZmqNative.Benchmarks;

/// <summary>A redis-server in memory with one stream of hashtx, which StackExchange.Redis reads by XREAD.</summary>
internal sealed class RedisStream : IDisposable
{
    private const string Key = "hashtx";
    private const int Chunk = 1000;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly Process _server;
    private readonly string _folder;
    private readonly ConnectionMultiplexer _connection;

    private RedisStream(Process server, string folder, string address)
    {
        (_server, _folder) = (server, folder);
        try
        {
            _connection = Connect(address);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Starts a server and fills the stream.</summary>
    /// <param name="messages">How many.</param>
    /// <param name="fields">The fields of an entry: the body, or all three parts.</param>
    /// <returns>Null if there is no redis-server.</returns>
    internal static RedisStream? Start(int messages, params string[] fields)
    {
        // Redis takes no wildcard.
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        string port = ((IPEndPoint)free.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        free.Stop();
        string folder = Directory.CreateTempSubdirectory("zmqnative-bench-").FullName;
        try
        {
            Process server = Process.Start(new ProcessStartInfo(
                "redis-server", ["--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", folder])
            { RedirectStandardOutput = true })!;
            server.BeginOutputReadLine();
            RedisStream stream = new(server, folder, $"127.0.0.1:{port}");
            stream.Fill(messages, fields);
            return stream;
        }
        catch (Win32Exception)
        {
            Directory.Delete(folder);
            return null;
        }
    }

    /// <summary>Reads from the beginning.</summary>
    /// <param name="count">How many messages.</param>
    internal async Task Read(int count)
    {
        IDatabase database = _connection.GetDatabase();
        RedisValue after = "0-0";
        while (count > 0)
        {
            StreamEntry[] entries = await database.StreamReadAsync(Key, after, Chunk).ConfigureAwait(false);
            count -= entries.Length;
            after = entries[^1].Id;
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        End();
    }

    private void Fill(int messages, string[] fields)
    {
        IDatabase database = _connection.GetDatabase();
        Task<RedisValue> last = Task.FromResult(RedisValue.Null);
        for (int i = 1; i <= messages; i++)
        {
            byte[] body = new byte[32], sequence = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(body, i);
            BinaryPrimitives.WriteInt32LittleEndian(sequence, i);
            NameValueEntry[] entry = Array.ConvertAll(
                fields, field => new NameValueEntry(field, field switch { "body" => body, "sequence" => sequence, _ => Key }));
            last = database.StreamAddAsync(Key, entry, messageId: $"{i}-0");
            if (i % 10_000 == 0)
            {
                last.Wait();
            }
        }
        last.Wait();
    }

    private static ConnectionMultiplexer Connect(string address)
    {
        for (long start = Environment.TickCount64; ;)
        {
            try
            {
                return ConnectionMultiplexer.Connect(address);
            }
            catch (RedisConnectionException) when (Environment.TickCount64 - start < s_deadline.TotalMilliseconds)
            {
                // It does not listen yet.
            }
        }
    }

    private void End()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
