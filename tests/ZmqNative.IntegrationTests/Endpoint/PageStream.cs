using System.Text.Json;

namespace ZmqNative.IntegrationTests.Endpoint;

/// <summary>The stream of a page: its items, and what the page knows after each.</summary>
internal sealed class PageStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _deadline = new(Tool.Deadline);

    private PageStream(HttpResponseMessage response, Stream stream) => (_response, _reader) = (response, new StreamReader(stream));

    /// <summary>All that came, by section.</summary>
    internal Dictionary<string, JsonElement> Known { get; } = [];

    /// <summary>The lines that are no item, such as retry.</summary>
    internal List<string> Others { get; } = [];

    internal static async Task<PageStream> OpenAsync(HttpClient http, Uri page)
    {
        HttpResponseMessage response = await http.GetAsync(new Uri(page, "/events"), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(($"{response.Content.Headers.ContentType}", (int)response.StatusCode), Is.EqualTo(("text/event-stream", 200)));
        return new PageStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The names in the next item.</summary>
    internal async Task<string[]> NextAsync()
    {
        while (await _reader.ReadLineAsync(_deadline.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                JsonProperty[] item = [.. JsonElement.Parse(line["data: ".Length..]).EnumerateObject()];
                Assert.That(await _reader.ReadLineAsync(_deadline.Token), Is.Empty, "an item ends with an empty line");
                foreach (JsonProperty section in item)
                {
                    Known[section.Name] = section.Value;
                }
                return [.. item.Select(section => section.Name)];
            }
            Others.Add(line);
        }
        throw new EndOfStreamException();
    }

    internal async Task WaitForAsync(Func<Dictionary<string, JsonElement>, bool> condition)
    {
        do
        {
            _ = await NextAsync();
        }
        while (!condition(Known));
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _reader.Dispose();
        _response.Dispose();
    }
}
