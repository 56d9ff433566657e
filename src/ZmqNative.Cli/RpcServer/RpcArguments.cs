using System.Text.Json;

namespace ZmqNative.Cli;

/// <summary>
/// A call's arguments by position, also where they came by name (<c>bitcoin-cli -named</c>).
/// </summary>
internal static class RpcArguments
{
    /// <summary>Puts them in order.</summary>
    /// <param name="parameters">An array or an object.</param>
    /// <param name="names">The names a method's arguments have.</param>
    /// <exception cref="RpcFault">A name is unknown, or occurs twice.</exception>
    internal static JsonElement[] ByPosition(JsonElement parameters, params string[] names)
    {
        if (parameters.ValueKind == JsonValueKind.Array)
        {
            return [.. parameters.EnumerateArray()];
        }
        Dictionary<string, JsonElement> named = new(StringComparer.Ordinal);
        foreach (JsonProperty property in parameters.EnumerateObject())
        {
            if (!named.TryAdd(property.Name, property.Value))
            {
                throw new RpcFault(RpcFault.InvalidParameter, $"Parameter {property.Name} specified multiple times");
            }
        }
        JsonElement[] arguments = [];
        if (named.TryGetValue("args", out JsonElement first) && first.ValueKind == JsonValueKind.Array)
        {
            arguments = [.. first.EnumerateArray()];
            named.Remove("args");
        }
        for (int i = 0; i < names.Length; i++)
        {
            if (named.Remove(names[i], out JsonElement value))
            {
                arguments = i >= arguments.Length ? [.. arguments, value]
                    : throw new RpcFault(
                        RpcFault.InvalidParameter,
                        $"Parameter {names[i]} specified twice both as positional and named argument");
            }
        }
        return named.Count == 0
            ? arguments
            : throw new RpcFault(RpcFault.InvalidParameter, $"Unknown named parameter {named.Keys.First()}");
    }
}
