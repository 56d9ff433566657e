using System.Globalization;
using System.Text.RegularExpressions;

namespace ZmqNative.NodeTests.Endpoint;

/// <summary>Where a running tool's RPC is.</summary>
internal static partial class RpcTool
{
    internal static int PortOf(Tool tool) =>
        int.Parse(Line().Match(tool.Output.WaitFor(line => Line().IsMatch(line))).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^RPC at http://127\.0\.0\.1:(\d+)(?:, cookie in .+)?$")]
    private static partial Regex Line();
}
