using System.Text;
using System.Text.Json;
using ZmqNative.Cli;
using ZmqNative.Publishing;

namespace ZmqNative.Fuzz;

/// <summary>The body of a JSON-RPC request, behind the header Authorization and a form feed.</summary>
internal static class RpcTarget
{
    private const string User = "user";
    private const string Password = "a password that no input has";

    private static readonly NotificationInterface s_notifications = new(new ZmqNotificationOptions(), new NotifierFactories());
    private static readonly RpcAnswers s_answers = new(new RpcMethods(s_notifications));
    private static readonly RpcLogin s_login = new(NodeLogin.Password(User, Password));

    internal static void Take(byte[] input)
    {
        byte[][] sections = Input.Sections(input, 2);
        Property.Holds(!s_login.Allows(Encoding.Latin1.GetString(sections[0])), "a login was accepted");
        (int status, string? text) = s_answers.To(sections[1]);
        Property.Holds(status is 200 or 204 or 400 or 404 or 500, $"the status is {status}");
        Property.Holds(status == 204 == (text is null), "an answer is missing");
        if (text is null)
        {
            return;
        }
        // Valid for any client: as JSON, and as text.
        _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
        using JsonDocument answer = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1024 });
        JsonElement[] answers = answer.RootElement.ValueKind == JsonValueKind.Array
            ? [.. answer.RootElement.EnumerateArray()] : [answer.RootElement];
        Property.Holds(
            answers.All(one => one.TryGetProperty("result", out _) || one.TryGetProperty("error", out _)),
            "an answer has neither a result nor an error");
    }
}
