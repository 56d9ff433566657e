namespace ZmqNative.IntegrationTests;

/// <summary>examples/WorkerService, run as it is.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no signals; its service manager is not at hand.")]
public sealed class WorkerServiceTests
{
    // From tests/PROJECT/bin/CONFIGURATION/FRAMEWORK to the same below the example.
    private static string Program
    {
        get
        {
            DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.GetFullPath(Path.Combine(TestData.Root, "..", "..", "examples", "WorkerService", "bin", framework.Parent!.Name, framework.Name, "WorkerService.dll"));
        }
    }

    [Test]
    public void It_publishes_what_its_configuration_says_and_ends_when_told()
    {
        using TempFolder folder = new();
        folder.Write("appsettings.json", $$"""{ "bitcoin": { "zmqpubsequence": ["unix:{{folder.Child("socket")}}"] } }""");
        // Goes on for half an hour: the subscriber may be slow to come.
        using Tool service = Tool.StartProgram(Program, folder.Child("."), "--trace", TestData.Trace("large-block"));
        using Tool subscriber = Tool.Start("subscribe", "--json", "--topic", "sequence", "--count", "1", $"unix:{folder.Child("socket")}");
        Assert.That(subscriber.WaitForExit(), Is.Zero, $"{subscriber.Error}\n{service.Output}\n{service.Error}");
        Assert.That(subscriber.Output.All, Has.One.StartsWith("{\"topic\":\"sequence\""));
        Assert.That(service.Signal(15), Is.Zero, service.Error.ToString);
        Assert.That(service.Error.All, Is.Empty);
    }

    [Test]
    public void An_address_that_cannot_be_used_ends_it()
    {
        using TempFolder folder = new();
        using Tool service = Tool.StartProgram(Program, folder.Child("."), "--trace", TestData.Trace("mine-blocks"), "--bitcoin:zmqpubsequence:0", "nowhere");
        Assert.That(service.WaitForExit(), Is.Not.Zero);
        Assert.That($"{service.Output}{service.Error}", Does.Contain("Cannot publish on -zmqpubsequence=nowhere"));
    }
}
