using System.Runtime.InteropServices;

namespace ZmqNative.PackageTests;

/// <summary>Machines without a libzmq, and with nothing but one.</summary>
[Platform("Linux")]
public sealed class SystemTests
{
    private const string WithoutRuntime = """<PackageReference Include="ZmqNative.Runtime" ExcludeAssets="native" Version="*" />""";

    private static readonly string s_runtime = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    [Test]
    public void No_libzmq_anywhere_but_in_the_package()
    {
        using Consumer consumer = Publish();
        using BareSystem system = new(consumer.Published);
        (int exitCode, string output) = system.Run();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain($"libzmq {RuntimePackageTests.Libzmq} of /app/libzmq.so on {s_runtime}"));
    }

    /// <summary>As libzmq5 of Debian installs it: without the name libzmq.so, which only the development package has.</summary>
    [Test]
    public void Only_libzmq_so_5_of_the_system_and_a_program_that_does_without_the_package()
    {
        using Consumer consumer = Publish(WithoutRuntime);
        using BareSystem system = new(consumer.Published);
        string libzmq = SystemLibzmq();
        system.AddLibrary(libzmq);
        (int exitCode, string output) = system.Run();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match($@"libzmq \d+\.\d+\.\d+ of {libzmq} on {s_runtime}"));
    }

    [Test]
    public void No_libzmq_at_all_is_one_sentence_that_says_what_to_do()
    {
        using Consumer consumer = Publish(WithoutRuntime);
        using BareSystem system = new(consumer.Published);
        (int exitCode, string output) = system.Run();
        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output.Trim(), Does.StartWith("libzmq 4.3.2 or newer was not found (").And.EndWith("or set ZMQNATIVE_LIBRARY_PATH to the full path of your own.")
            .And.Not.Contain("\n"));
    }

    private static Consumer Publish(string moreItems = "")
    {
        BareSystem.Require();
        Consumer consumer = new(moreItems);
        consumer.Publish("-r", s_runtime, "--self-contained");
        return consumer;
    }

    private static string SystemLibzmq()
    {
        string? found = Directory.EnumerateFiles("/usr/lib", "libzmq.so.5", SearchOption.AllDirectories).FirstOrDefault();
        Prerequisite.Require(found is not null, "libzmq", "there is no libzmq.so.5 below /usr/lib");
        return found!;
    }
}
