using System.Text;
using System.Text.Json;

namespace ZmqNative.Fuzz;

/// <summary>The first inputs, from the recordings and blocks in tests/data.</summary>
internal static class Seeds
{
    private const int MostMessages = 24;
    private const int MostBytes = 2000;
    private const string Key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    private const string Secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

    internal static void Write(string folder)
    {
        string data = Path.Combine(Repository(), "tests", "data");
        string trace = Path.Combine(data, "traces", "mempool-and-block");
        byte[] blocks = File.ReadAllBytes(Path.Combine(data, "blocks", "mainnet-1-255.blk.dat"));
        Put(folder, "message", Messages(trace));
        Put(folder, "block", Bodies(trace, "rawtx").Concat(Bodies(trace, "rawblock")).Append(blocks[8..223]));
        Put(folder, "session", [Session(Path.Combine(data, "traces", "mine-blocks")), Session(trace)]);
        Put(folder, "blockfile",
            [[.. new byte[8], .. blocks[..900]], [.. new byte[8], 0, .. blocks[..500], 0, 0, 1, 0, 0, .. blocks[223..700]]]);
        Put(folder, "arguments", Texts(
            "-zmqpubrawtx=tcp://127.0.0.1:28332\n-zmqpubrawtxhwm=10\n-debug=zmq\n\fzmqpubhashblock=unix:/tmp/a\n[regtest]\n"
                + "zmqpubsequence=tcp://[::1]:1 # a comment\nregtest=1\n",
            "--nozmqpubhashtx\n-regtest\n-zmqpubhashtx=tcp://*:1\n-chain=signet\n\fnozmqpubrawblock=0\nzmqpubrawblockhwm=-1\n",
            "-zmqcurvecertificate=server.key_secret\n-zmqcurveallowedkeys=*\n-zmqcurveallowedaddress=192.0.2.0/24\n"
                + "-zmqhistory=tcp://127.0.0.1:2\n\fmain.zmqpubrawtx=ipc://x\nrpcpassword=a#b\ndebugexclude=zmq\n"));
        Put(folder, "history", Texts(
            """{"v":1,"get":"info","id":7}""" + "\f" + """{"v":1,"get":"newest","id":"a"}""",
            """{"v":1,"get":"from","after":110,"stream":"0123456789abcdef0123456789abcdef","places":[0,2],"credit":4}""",
            """{"v":1,"get":"range","topic":"hashtx","place":0,"first":2,"last":9,"address":"tcp://127.0.0.1:0"}""",
            """{"v":1,"get":"range","topic":"hashblock","number":1,"first":4294967290,"last":3}""",
            """{"v":1,"get":"tip","id":[1]}""" + "\f" + """{"v":1,"get":"header","height":1}""" + "\f"
                + """{"v":1,"get":"block","hash":"00000000000000000000000000000000000000000000000000000000000000ff"}""" + "\f"
                + """{"v":1,"get":"transaction","txid":"00000000000000000000000000000000000000000000000000000000000000ff"}"""));
        Put(folder, "rpc", Texts(
            "Basic dXNlcjpwYXNzd29yZA==\f" + """{"jsonrpc":"2.0","id":1,"method":"getzmqnotifications","params":[]}""",
            "\f" + """[{"method":"help","params":["help"],"id":"\u00e9\n"},{"jsonrpc":"2.0","method":"x"}]""",
            "\f" + """{"method":"help","params":{"command":"gethistoryinfo","args":[1]},"id":{"a":[null,true,1.5e3]}}"""));
        Put(folder, "answers", Answers());
        Put(folder, "certificate", Texts(
            $"# comment\nmetadata\n    name = \"A\"\n    e-mail = a@b # c\ncurve\n    public-key = \"{Key}\"\n",
            $"metadata\ncurve\n    public-key = \"{Key}\"\n    secret-key = \"{Secret}\"\n",
            $"# keys\n{Key}\n",
            "alice:secret\nbob:another\n",
            "2001:db8::/32", "::ffff:192.0.2.1", "uid:1000"));
        Put(folder, "library", Libraries());
    }

    private static IEnumerable<byte[]> Messages(string trace) =>
        Rows(trace).Take(MostMessages).Select(row => Input.Join(
            Encoding.ASCII.GetBytes(row.Topic), row.Body.Length < MostBytes ? row.Body : row.Body[..MostBytes],
            row.Sequence));

    private static IEnumerable<byte[]> Bodies(string trace, string topic) =>
        Rows(trace).Where(row => row.Topic == topic && row.Body.Length < MostBytes).Select(row => row.Body);

    private static IEnumerable<(string Topic, byte[] Body, byte[] Sequence)> Rows(string trace)
    {
        foreach (string line in File.ReadLines(Path.Combine(trace, "messages.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("body", out JsonElement body))
            {
                yield return (
                    row.RootElement.GetProperty("topic").GetString()!, Convert.FromHexString(body.GetString()!),
                    Convert.FromHexString(row.RootElement.GetProperty("seq").GetString()!));
            }
        }
    }

    // The beginning of each file; a row that is cut short is none, and those that name it are left out.
    private static byte[] Session(string trace)
    {
        string[] events = [.. File.ReadLines(Path.Combine(trace, "events.jsonl")).Take(16)];
        string[] blocks = [.. File.ReadLines(Path.Combine(trace, "blocks.jsonl")).Where(row => events.Any(
            one => row.Length < 2 * MostBytes && one.Contains(Hash(row, "hash"), StringComparison.Ordinal)))];
        string[] transactions = [.. File.ReadLines(Path.Combine(trace, "txs.jsonl")).Where(row => events.Any(
            one => one.Contains(Hash(row, "txid"), StringComparison.Ordinal)))];
        return Input.Separate(Lines(events), Lines(blocks), Lines(transactions), "a body"u8.ToArray());
    }

    private static string Hash(string row, string name)
    {
        using JsonDocument json = JsonDocument.Parse(row);
        return json.RootElement.GetProperty(name).GetString()!;
    }

    private static byte[] Lines(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static IEnumerable<byte[]> Answers()
    {
        const string Hash = "0000000000000000000000000000000000000000000000000000000000000001";
        return Texts(
            $$"""{"v":1,"id":1,"hash":"{{Hash}}","height":5,"known":true,"confirmations":1,"state":"block"}""",
            """{"v":1,"id":1,"state":"mempool","sequence":5,"error":"busy","text":"later"}""",
            """
            {"v":1,"reply":"info","stream":"0123456789abcdef0123456789abcdef","predecessor":{"stream":"0123456789abcdef0123456789abcdef","last":1},"head":9,"oldest":1,"durable":0,"notifiers":[{"number":0,"type":"pubhashtx","topics":["hashtx"],"address":"a","endpoint":"b","place":0,"first":0,"next":9,"current":true}]}
            """,
            """
            {"v":1,"reply":"from","stream":"0123456789abcdef0123456789abcdef","head":9,"last":9,"done":true,"missing":{"first":1,"last":2},"offsets":[9],"numbers":[0],"notifiers":[{"number":0,"type":"pubhashtx","topics":["hashtx"],"address":"a","endpoint":"b","place":0}]}
            """,
            $$"""{"hash":"{{Hash}}","height":1,"previousblockhash":"{{Hash}}","confirmations":-1,"chainwork":"00ff"}""",
            $$"""{"txids":["{{Hash}}"],"mempool_sequence":7,"bestblock":"{{Hash}}","confirmations":0}""",
            """[{"type":"pubhashtx","address":"tcp://127.0.0.1:1","hwm":1000}]""",
            "NATS/1.0\r\nBitcoin-Stream: a\r\nBitcoin-Offset: 7\r\nBitcoin-Counter: 3\r\nBitcoin-Part: 0/80\r\n\r\n");
    }

    // The smallest headers that are those of a library, with one segment or section each.
    private static IEnumerable<byte[]> Libraries()
    {
        byte[] elf = new byte[128];
        (elf[0], elf[1], elf[2], elf[3], elf[4], elf[5]) = (0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1);
        (elf[16], elf[18], elf[32], elf[54], elf[56], elf[64]) = (3, 62, 64, 56, 1, 1);
        yield return elf;
        byte[] pe = new byte[160];
        (pe[0], pe[1], pe[0x3c], pe[64], pe[65]) = ((byte)'M', (byte)'Z', 64, (byte)'P', (byte)'E');
        (pe[68], pe[69], pe[70], pe[87], pe[104]) = (0x64, 0x86, 1, 0x20, 8);
        yield return pe;
        byte[] macho = new byte[112];
        (macho[0], macho[1], macho[2], macho[3]) = (0xcf, 0xfa, 0xed, 0xfe);
        (macho[4], macho[7], macho[12], macho[20], macho[32], macho[36]) = (0x0c, 1, 6, 72, 0x19, 72);
        yield return macho;
        yield return [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 1];
    }

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    private static void Put(string folder, string target, IEnumerable<byte[]> inputs)
    {
        string place = Path.Combine(folder, target);
        _ = Directory.CreateDirectory(place);
        int number = 0;
        foreach (byte[] input in inputs)
        {
            File.WriteAllBytes(Path.Combine(place, $"seed-{number++:00}"), input);
        }
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ZmqNative.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above has ZmqNative.sln.");
    }
}
