using System.Text.Json;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Publishing;

/// <summary>The notification options a recorded node was started with, and the messages it sent.</summary>
internal sealed class TraceOptions : IDisposable
{
    private readonly Dictionary<string, string> _placeholders;

    public TraceOptions(string scenario)
    {
        Folder = TestData.Trace(scenario);
        Socket = Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}.sock");
        // Three texts for "any port", so that addresses that differed in the recording differ here.
        _placeholders = new() { ["{ZMQPORT}"] = "*", ["{A}"] = "*", ["{B}"] = "0", ["{C}"] = "*", ["{SOCKET}"] = Socket };
    }

    public string Folder { get; }

    public string Socket { get; }

    public string Replace(string text) => _placeholders.Aggregate(text, (result, pair) => result.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    public ZmqNotificationOptions Read(NotifierFactories factories)
    {
        using JsonDocument meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "meta.json")));
        string[] arguments = [.. meta.RootElement.GetProperty("command_line").EnumerateArray().Select(argument => argument.GetString()!).Where(argument => argument.StartsWith("-zmqpub", StringComparison.Ordinal))];
        return BitcoinArguments.Parse(arguments.Select(Replace), factories).ToNotificationOptions();
    }

    public void Dispose() => File.Delete(Socket);
}
