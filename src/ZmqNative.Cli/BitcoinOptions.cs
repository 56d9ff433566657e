using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>
/// Separates bitcoind's options from the tool's own: bitcoind's have one dash and a letter, or two
/// dashes and a name of bitcoind. A dash and a digit is a number for the option before it.
/// </summary>
internal static class BitcoinOptions
{
    internal static (string[] Own, string[] Bitcoin) Split(string[] arguments)
    {
        ILookup<bool, string> parts = arguments.ToLookup(IsBitcoin);
        return ([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>The text of <c>publish --help</c> about them.</summary>
    internal static string Help =>
        string.Join('\n', new NotifierFactories().Types.Select(type => $"  -zmq{type}=<address>, -zmq{type}hwm=<n>"))
        + "\n  -zmqcurvecertificate=<secret file>, -zmqcurveallowedkeys=<folder>, -zmqcurveallowedaddress=<range>"
        + "\n  -zmqplainpasswords=<file>, -zmqplainallowedaddress=<range>"
        + "\n  -zmqhistory=<address>, -zmqhistorydir=<folder>, -zmqhistorymemory=<MiB>, -zmqhistorydisk=<MiB>,"
        + "\n    -zmqhistoryage=<hours>, -zmqhistorycommit=<ms>"
        + "\n  -conf=<file>, -debug=zmq, -chain=<chain>, -regtest, -signet, -testnet, -testnet4";

    private static bool IsBitcoin(string argument) =>
        argument is not ("-h" or "-?")
        && argument.Length > 1
        && argument[0] == '-'
        && !char.IsAsciiDigit(argument[1])
        && (argument[1] != '-'
            || argument.StartsWith("--zmqpub", StringComparison.Ordinal)
            || argument.StartsWith("--zmqcurve", StringComparison.Ordinal)
            || argument.StartsWith("--zmqplain", StringComparison.Ordinal)
            || argument.StartsWith("--zmqhistory", StringComparison.Ordinal)
            || argument.StartsWith("--nozmqhistory", StringComparison.Ordinal)
            || argument.StartsWith("--nozmqpub", StringComparison.Ordinal)
            || argument.StartsWith("--nozmqcurve", StringComparison.Ordinal)
            || argument.StartsWith("--nozmqplain", StringComparison.Ordinal));
}
