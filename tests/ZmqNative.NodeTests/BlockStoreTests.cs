using Microsoft.Data.Sqlite;
using ZmqNative.Bitcoin;

namespace ZmqNative.NodeTests;

/// <summary>examples/BlockStore beside a real node: killed at moments of its own choice, it has each block exactly once.</summary>
public sealed class BlockStoreTests
{
    private const int Kills = 4;

    private readonly string _address = Port.FreeAddress();

    [Test]
    public void Each_block_is_stored_once_through_kills_and_reorganisations()
    {
        using TempFolder folder = new();
        string file = folder.Child("blocks.sqlite");
        using RegtestNode node = RegtestNode.Start($"-zmqpubhashblock={_address}");
        node.Generate(30);
        for (int kill = 0; kill < Kills; kill++)
        {
            using Tool store = Start(node, file);
            // In the middle of what it has to catch up with, each time somewhere else.
            string stop = $" stored {node.Height - (3 * (kill + 1))} ";
            store.Output.WaitFor(line => line.Contains(stop, StringComparison.Ordinal));
            store.Send(9);
            store.WaitForExit();
            node.Reorganise(2 + kill);
            node.Generate(15);
        }
        using Tool last = Start(node, file);
        last.Output.WaitFor(line => line.EndsWith($" stored {node.Height} {node.Tip}", StringComparison.Ordinal));
        Hash256 live = node.Generate(1)[0];
        last.Output.WaitFor(line => line.EndsWith($" stored {node.Height} {live}", StringComparison.Ordinal));
        Assert.That(last.Signal(15), Is.Zero, last.Error.ToString);
        Assert.That(last.Error.All, Is.Empty);

        (int Height, string Hash, string Raw)[] wanted =
            [.. Enumerable.Range(3, node.Height - 2).Select(height => (height, $"{node.BlockAt(height)}", (string)node.Call("getblock", $"{node.BlockAt(height)}", 0)!))];
        Assert.That(Read(file), Is.EqualTo(wanted));
    }

    private static Tool Start(RegtestNode node, string file) => Example.Start("BlockStore", $"{node.RpcAddress}", node.CookieFile, file, "2");

    private static (int Height, string Hash, string Raw)[] Read(string file)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT height, hash, lower(hex(raw)) FROM blocks ORDER BY height";
        using SqliteDataReader reader = command.ExecuteReader();
        List<(int, string, string)> rows = [];
        while (reader.Read())
        {
            rows.Add((reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        }
        return [.. rows];
    }
}
