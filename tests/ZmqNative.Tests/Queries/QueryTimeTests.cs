using System.Text;
using System.Text.Json;
using ZmqNative.Queries;
using ZmqNative.Tests.Link;

namespace ZmqNative.Tests.Queries;

/// <summary>A node that does not answer.</summary>
public sealed class QueryTimeTests
{
    /// <summary>The 30 s of docs/security.md have to pass.</summary>
    [Test]
    [Category("Long")]
    public async Task It_gets_a_bounded_time()
    {
        QueryAnswerer answerer = new(new TestNode { Gate = new TaskCompletionSource().Task });
        using JsonDocument request = JsonDocument.Parse("""{"get":"tip"}""");
        (byte[] header, _) = await answerer.AnswerAsync(request.RootElement, id: null).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.That(Encoding.UTF8.GetString(header), Does.Contain("failed").And.Contain("The node has not answered within 30 s."));
    }
}
