using System.Text;
using ZmqNative.Cli;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>Whatever a request's text is, it is a parse error or can be read to the last string: nothing else is thrown.</summary>
public sealed class JsonTextTests
{
    private static readonly string[] s_pieces =
        ["{", "}", "[", "]", ":", ",", "\"id\"", "\"method\"", "\"params\"", "\"jsonrpc\"", "\"2.0\"", "\"help\"", "1", "null",
         "\"\\ud800\"", "\"\\udc00\"", "\"a\\ud83d\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\ude00\\ud83d\"", "\"\\u0000\"", " "];

    [TestCase("""{"\ud800":1,"method":"help"}""")]
    [TestCase("""{"method":"\udc00"}""")]
    [TestCase("""{"method":"help","jsonrpc":"\ud800"}""")]
    [TestCase("""{"method":"help","params":{"\ud800":1}}""")]
    [TestCase("""{"method":"help","params":["\ud83d"]}""")]
    [TestCase("""{"id":{"a":["\ud83dA"]},"method":"help"}""")]
    public void Half_of_a_surrogate_pair_is_a_parse_error_anywhere(string text) =>
        Assert.That(() => Read(text), Throws.TypeOf<RpcFault>().With.Property(nameof(RpcFault.Code)).EqualTo(RpcFault.ParseError));

    [Test]
    public void Any_text_is_read_or_refused([Values(1, 2, 3)] int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            string text = i % 2 == 0
                ? string.Concat(random.GetItems(s_pieces, random.Next(1, 12)))
                : $$"""{"id":{{random.GetItems(s_pieces, 1)[0]}},"method":{{random.GetItems(s_pieces, 1)[0]}},{{random.GetItems(s_pieces, 1)[0]}}:[{{random.GetItems(s_pieces, 1)[0]}}]}""";
            try
            {
                Read(text);
            }
            catch (RpcFault)
            {
                // Any other exception fails the test.
            }
        }
    }

    private static void Read(string text)
    {
        using System.Text.Json.JsonDocument document = RpcJson.Parse(Encoding.UTF8.GetBytes(text));
        RpcRequest request = new();
        request.Read(document.RootElement);
        _ = request.Reply(RpcJson.Write(document.RootElement));
        _ = request.Reply(RpcJson.Write(request.Parameters));
    }
}
