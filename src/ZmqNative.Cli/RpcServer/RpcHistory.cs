using System.Globalization;
using ZmqNative.History;

namespace ZmqNative.Cli;

/// <summary>The result of <c>gethistoryinfo</c>, a method of this tool's own.</summary>
internal static class RpcHistory
{
    internal const string Name = "gethistoryinfo";

    internal const string Help = """
        gethistoryinfo

        Returns where the history of the notifications can be asked for, and what it holds.
        The result is null without -zmqhistory.

        Result:
        {                         (json object)
          "address" : "str",      (string) Address of the history as configured
          "endpoint" : "str",     (string) Address of the history as bound
          "stream" : "hex",       (string) Identity of the stream
          "head" : n,             (numeric) Offset of its last message
          "oldest" : n,           (numeric) Offset of the oldest message held
          "durable" : n,          (numeric) Last offset on disk, 0 without a disk
          "predecessor" : "str",  (string or null) Stream before it without an orderly end, and its last durable offset
          "store" : "str"         (string or null) Why history is not kept on disk although it should be
        }

        Examples:
        > bitcoin-cli gethistoryinfo 

        """;

    internal static string Write(HistoryServer? history)
    {
        if (history is null)
        {
            return "null";
        }
        HistoryInfo info = history.GetInfo();
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"address":{{RpcJson.Quote(history.Address)}},"endpoint":{{Text(history.Endpoint)}}"""
            + $$""","stream":"{{info.Head.Stream:N}}","head":{{info.Head.Offset}},"oldest":{{info.Oldest}}"""
            + $$""","durable":{{info.Durable}},"predecessor":{{Text(info.Predecessor?.ToString())}}"""
            + $$""","store":{{Text(history.StoreFailure)}}}""");
    }

    private static string Text(string? text) => text is null ? "null" : RpcJson.Quote(text);
}
