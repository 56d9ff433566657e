using System.Globalization;
using System.Text.Json;
using ZmqNative.Protocol;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>The methods there are, with bitcoind's results and words.</summary>
internal sealed class RpcMethods(NotificationInterface notifications)
{
    private const string GetNotifications = "getzmqnotifications";

    private const string GetNotificationsHelp = """
        getzmqnotifications

        Returns information about the active ZeroMQ notifications.

        Result:
        [                         (json array)
          {                       (json object)
            "type" : "str",       (string) Type of notification
            "address" : "str",    (string) Address of the publisher
            "hwm" : n             (numeric) Outbound message high water mark
          },
          ...
        ]

        Examples:
        > bitcoin-cli getzmqnotifications 
        > curl --user myusername --data-binary 
        """ + """
        '{"jsonrpc": "2.0", "id": "curltest", "method": "getzmqnotifications", "params": []}' 
        """ + """
        -H 'content-type: application/json' http://127.0.0.1:8332/

        """;

    private const string HelpHelp = """
        help ( "command" )

        List all commands, or get help for a specified command.

        Arguments:
        1. command    (string, optional, default=all commands) The command to get help on

        Result:
        "str"    (string) The help text

        """;

    private const string List = """
        == Control ==
        help ( "command" )

        == Zmq ==
        gethistoryinfo
        getzmqnotifications
        """;

    /// <summary>The result, as JSON.</summary>
    /// <exception cref="RpcFault">There is no such method, or the arguments are wrong.</exception>
    internal string Call(string method, JsonElement parameters) => method switch
    {
        GetNotifications => Notifications(RpcArguments.ByPosition(parameters)),
        RpcHistory.Name => History(RpcArguments.ByPosition(parameters)),
        "help" => Help(RpcArguments.ByPosition(parameters, "command")),
        _ => throw new RpcFault(RpcFault.UnknownMethod, "Method not found"),
    };

    private string Notifications(JsonElement[] arguments) => arguments.Length > 0
        ? throw new RpcFault(RpcFault.Help, GetNotificationsHelp)
        : $"[{string.Join(',', notifications.GetActiveNotifications().Select(Row))}]";

    private string History(JsonElement[] arguments) => arguments.Length > 0
        ? throw new RpcFault(RpcFault.Help, RpcHistory.Help) : RpcHistory.Write(notifications.History);

    private static string Row(ActiveNotification active) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"type":{{RpcJson.Quote(active.Type)}},"address":{{RpcJson.Quote(active.Address)}}"""
        + $$""","hwm":{{active.HighWatermark}}}""");

    private static string Help(JsonElement[] arguments) => RpcJson.Quote(arguments switch
    {
        [] => List,
        [{ ValueKind: JsonValueKind.String } command] => HelpOn(command.GetString()!),
        [{ ValueKind: JsonValueKind.Null }] => throw new RpcFault(RpcFault.WrongType, WrongType("null")),
        [var other] => throw new RpcFault(
            RpcFault.WrongType,
            $"Wrong type passed:\n{{\n    \"Position 1 (command)\": \"{WrongType(NameOf(other.ValueKind))}\"\n}}"),
        _ => throw new RpcFault(RpcFault.Help, HelpHelp),
    });

    private static string HelpOn(string command) => command switch
    {
        "" => List,
        GetNotifications => GetNotificationsHelp,
        RpcHistory.Name => RpcHistory.Help,
        "help" => HelpHelp,
        _ => $"help: unknown command: {command}",
    };

    private static string WrongType(string type) => $"JSON value of type {type} is not of expected type string";

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "bool",
    };
}
