using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZmqNative.Bitcoin;
using ZmqNative.NodeTests;
using ZmqNative.Testing;

namespace ZmqNative.IntegrationTests.Page;

/// <summary>The live page in a browser, with the real tool behind it.</summary>
[Category("Long")]
[NonParallelizable]
public sealed partial class BrowserTests
{
    private const string IsLive = "document.getElementById('status').dataset.kind === 'live'";

    private Browser _browser = null!;
    private TestPublisher _publisher = null!;

    [SetUp]
    public void Start()
    {
        _browser = Browser.Start();
        _publisher = new TestPublisher();
    }

    [TearDown]
    public void End()
    {
        _browser?.Dispose();
        _publisher?.Dispose();
    }

    [Test]
    public void It_shows_what_happens_as_it_happens()
    {
        using Tool tool = Subscribe();
        Open(PageOf(tool), width: 1200, height: 900, "light");
        Assert.That(Text("no-topics"), Is.EqualTo("No message has come yet."));
        _browser.WaitFor("document.getElementById('states').textContent.includes('connected')");

        byte[] raw = File.ReadAllBytes(RawBlocks[^1]);
        Block block = Block.Parse(raw);
        _publisher.ConnectTip(raw);
        _browser.WaitFor("document.querySelectorAll('#topics article').length === 5");
        _browser.WaitFor($"document.getElementById('blocks').textContent.includes('{block.Hash}')");
        Assert.That(Text("blocks"), Does.Match("[0-9,]+ in [0-9.]+ m?s"));
        Assert.That(Text("no-events"), Is.EqualTo("Nothing has happened."));
        _publisher.SkipMessages("hashtx", 12);
        _publisher.HashTransaction(block.Hash);
        _browser.WaitFor("document.getElementById('events').textContent.includes('gap: 12 hashtx notifications')");
        _browser.WaitFor("document.querySelector('#topics [data-key=hashtx]').textContent.includes('1, 12 lost')");
        Assert.That(_browser.Evaluate("document.querySelectorAll('#line rect.bad').length").GetInt32(), Is.EqualTo(1));

        // A topic is what its publisher says it is.
        _publisher.PublishParts("<img src=x onerror=alert(1)>"u8.ToArray(), new byte[32], new byte[4]);
        _browser.WaitFor("document.getElementById('topics').textContent.includes('<img src=x onerror=alert(1)>')");
        Assert.That(_browser.Evaluate("document.images.length").GetInt32(), Is.Zero);
        Assert.That(_browser.Run("return state.complaints;").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void It_is_readable_on_a_phone_and_by_the_keyboard()
    {
        using Tool tool = Subscribe();
        Open(PageOf(tool), width: 360, height: 740, "dark");
        _publisher.ConnectTip(File.ReadAllBytes(RawBlocks[^1]));
        _publisher.SkipMessages("hashtx", 12);
        _publisher.HashTransaction(Hash256.Parse(new string('1', 64)));
        _browser.WaitFor("document.getElementById('events').rows.length >= 1 && document.getElementById('blocks').rows.length === 1");
        Assert.That(_browser.Evaluate("document.documentElement.scrollWidth - innerWidth").GetInt32(), Is.LessThanOrEqualTo(0), "nothing is cut off");
        List<string> focused = [];
        for (int i = 0; i < 3; i++)
        {
            focused.Add(_browser.Run("await state.page.keyboard.press('Tab'); return await state.page.evaluate(() => document.activeElement.getAttribute('aria-labelledby'));").GetString()!);
        }
        Assert.That(focused, Is.EqualTo((string[])["h-states", "h-blocks", "h-events"]), "what scrolls sideways can be reached");
        Assert.That(_browser.Evaluate("getComputedStyle(document.body).backgroundColor").GetString(), Is.EqualTo("rgb(13, 17, 23)"));
    }

    /// <summary>A server's error ends an EventSource for good, so the page makes another.</summary>
    [Test]
    public void It_says_when_it_is_stale_and_is_live_again_after_a_restart()
    {
        int port = Port.Free();
        using (Tool first = Subscribe($"{port}"))
        {
            Open(PageOf(first), width: 1200, height: 900, "light");
            _ = _browser.Evaluate("{ window.made = 0; const Base = EventSource; window.EventSource = class extends Base { constructor(url) { super(url); window.made++; } }; }");
        }
        _browser.WaitFor("document.getElementById('status').dataset.kind === 'stale' && document.body.classList.contains('stale')");
        Assert.That(Text("status"), Does.StartWith("Stale: nothing was heard for "));
        using (TcpListener proxy = new(IPAddress.Loopback, port))
        {
            proxy.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            proxy.Start();
            Task<TcpClient> asked = proxy.AcceptTcpClientAsync();
            Assert.That(asked.Wait(Tool.Deadline));
            using TcpClient client = asked.Result;
            using NetworkStream stream = client.GetStream();
            Assert.That(stream.ReadAsync(new byte[4096]).AsTask().Wait(Tool.Deadline));
            stream.Write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
        }
        using Tool second = Subscribe($"{port}");
        _browser.WaitFor($"{IsLive} && !document.body.classList.contains('stale')");
        _publisher.HashTransaction(Hash256.Parse(new string('2', 64)));
        _browser.WaitFor("document.getElementById('topics').textContent.includes('hashtx')");
        Assert.That(_browser.Evaluate("window.made").GetInt32(), Is.Positive, "another one was made, and the page was not loaded again");
    }

    /// <summary>A browser has six connections for all pages of a host.</summary>
    [Test]
    public void It_has_no_stream_while_it_is_hidden()
    {
        using Tool tool = Subscribe();
        Open(PageOf(tool), width: 1200, height: 900, "light");
        // A tab without a window is visible even behind another.
        _ = _browser.Evaluate("{ Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }");
        _browser.WaitFor("document.getElementById('status').textContent.startsWith('Paused') && source === null");
        _ = _browser.Evaluate("{ delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }");
        _browser.WaitFor($"{IsLive} && source.readyState === 1");
    }

    /// <summary>10,000 notifications a second: what it costs the browser is reported, and nothing is missing in the end.</summary>
    [Test]
    public async Task It_does_not_freeze_when_much_happens()
    {
        const int Seconds = 10, Each = 100;
        using Tool tool = Subscribe();
        Open(PageOf(tool), width: 1200, height: 900, "light");
        _ = _browser.Evaluate("{ window.items = 0; window.longest = 0; source.addEventListener('message', () => items++);"
            + " let last = performance.now(); const frame = now => { longest = Math.max(longest, now - last); last = now; requestAnimationFrame(frame); }; requestAnimationFrame(frame); }");
        double before = _browser.Run("return await processor();").GetDouble();
        Stopwatch watch = Stopwatch.StartNew();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        Hash256 hash = Hash256.Parse(new string('3', 64));
        int sent = 0;
        while (sent < Seconds * 100 * Each && await timer.WaitForNextTickAsync())
        {
            for (int i = 0; i < Each; i++, sent++)
            {
                _publisher.HashTransaction(hash);
            }
        }
        double elapsed = watch.Elapsed.TotalMilliseconds, used = _browser.Run("return await processor();").GetDouble() - before;
        JsonElement seen = _browser.Evaluate("({ items, longest })");
        double shown = seen.GetProperty("items").GetDouble();
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 * sent / elapsed:0} notifications a second, {1000 * shown / elapsed:0.0} items a second, browser {used / elapsed:0.000} cores, longest frame {seen.GetProperty("longest").GetDouble():0} ms"));
        Assert.That(shown, Is.LessThanOrEqualTo((elapsed / 100) + 2));
        // What a full queue dropped is said, too.
        _browser.WaitFor($"data.topics[0].count + data.topics[0].lost === {sent} && document.querySelector('#topics [data-key=hashtx]').textContent.includes(data.topics[0].count.toLocaleString('en'))");
    }

    /// <summary>docs/make-page.sh copies them: a minute of a node's life, with three blocks, a gap and a restart.</summary>
    [Test]
    public async Task Pictures_for_the_documentation()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "page-pictures");
        Directory.CreateDirectory(folder);
        using Tool tool = Subscribe();
        Open(PageOf(tool), width: 1200, height: 900, "light");
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        Random random = new(1);
        byte[] id = new byte[Hash256.Length];
        for (int tenth = 0; tenth < 700 && await timer.WaitForNextTickAsync(); tenth++)
        {
            for (int i = random.Next(8); i > 0; i--)
            {
                random.NextBytes(id);
                _publisher.HashTransaction(new Hash256(id));
                _publisher.TransactionAdded(new Hash256(id), (ulong)tenth);
            }
            if (tenth % 250 == 100)
            {
                _publisher.ConnectTip(File.ReadAllBytes(RawBlocks[tenth / 250]));
            }
            else if (tenth == 300)
            {
                _publisher.SkipMessages("hashtx", 12);
            }
            else if (tenth == 500)
            {
                _publisher.Restart();
            }
        }
        _ = _browser.Run($"await state.page.screenshot({{ path: '{Path.Combine(folder, "page.png")}', fullPage: true }});");
        _ = _browser.Run("await state.page.setViewportSize({ width: 390, height: 1100 }); await state.page.emulateMedia({ colorScheme: 'dark' });");
        _ = _browser.Run($"await state.page.screenshot({{ path: '{Path.Combine(folder, "page-phone.png")}' }});");
        Assert.That(_browser.Run("return state.complaints;").GetArrayLength(), Is.Zero);
    }

    private void Open(Uri page, int width, int height, string scheme)
    {
        _publisher.WaitForSubscriber(Tool.Deadline, "hashtx");
        _ = _browser.Run($"state.page = await open('{page}', {width}, {height}, '{scheme}');");
        _browser.WaitFor(IsLive);
    }

    private string Text(string id) => _browser.Evaluate($"document.getElementById('{id}').innerText").GetString()!;

    private static string[] RawBlocks => [.. Directory.EnumerateFiles(Path.Combine(TestData.Root, "blocks"), "*.raw").Order(StringComparer.Ordinal)];

    private Tool Subscribe(string port = "0") => Tool.Start("subscribe", _publisher.Address, "--page", port);

    private static Uri PageOf(Tool tool) => new(PageLine().Match(tool.Error.WaitFor(line => PageLine().IsMatch(line))).Groups[1].Value);

    [GeneratedRegex(@"^Page at (http://[a-z0-9.]+:\d+/)$")]
    private static partial Regex PageLine();
}
