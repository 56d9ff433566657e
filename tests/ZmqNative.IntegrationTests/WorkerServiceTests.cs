namespace ZmqNative.IntegrationTests;

/// <summary>examples/WorkerService, run as it is.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals; its service manager is not at hand.")]
public sealed class WorkerServiceTests
{
    [Test]
    public void It_publishes_what_its_configuration_says_and_ends_with_SIGTERM()
    {
        using TempFolder folder = new();
        string address = $"unix:{folder.Child("socket")}";
        folder.Write("appsettings.json", $$"""{ "bitcoin": { "zmqpubsequence": ["{{address}}"] } }""");
        // The trace lasts half an hour: the subscriber may be slow to come.
        using Tool service = Start(folder, "--trace", TestData.Trace("large-block"));
        using Tool subscriber = Tool.Start("subscribe", "--json", "--topic", "sequence", "--count", "1", address);
        Assert.That(subscriber.WaitForExit(), Is.Zero, $"{subscriber.Error}\n{service.Output}\n{service.Error}");
        Assert.That(subscriber.Output.All, Has.One.StartsWith("{\"topic\":\"sequence\""));
        Assert.That(service.Signal(15), Is.Zero, service.Error.ToString);
        Assert.That(service.Error.All, Is.Empty);
    }

    [Test]
    public void An_address_that_cannot_be_used_ends_it()
    {
        using TempFolder folder = new();
        string trace = TestData.Trace("mine-blocks");
        using Tool service = Start(folder, "--trace", trace, "--bitcoin:zmqpubsequence:0", "nowhere");
        Assert.That(service.WaitForExit(), Is.Not.Zero);
        Assert.That($"{service.Output}{service.Error}", Does.Contain("Cannot publish on -zmqpubsequence=nowhere"));
    }

    private static Tool Start(TempFolder folder, params IEnumerable<string> arguments) =>
        Tool.StartProgram(Example.Program("WorkerService"), folder.Child("."), arguments);
}
