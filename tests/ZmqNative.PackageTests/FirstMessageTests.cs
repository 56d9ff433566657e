using System.Diagnostics;
using ZmqNative.Bitcoin;
using ZmqNative.Testing;

namespace ZmqNative.PackageTests;

/// <summary>
/// A user's first minute: one file, the folder with the packages and the package sources of this machine, and nothing in any
/// cache. The program prints what a real publisher sends.
/// </summary>
public sealed class FirstMessageTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Test]
    public void A_program_in_one_file_prints_its_first_message_within_a_minute()
    {
        using TempFolder folder = new();
        using TestPublisher publisher = new();
        Hash256 hash = Hash256.Parse("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="the feed" value="{Packages.Feed}" /></packageSources>
            </configuration>
            """);
        folder.Write("sub.cs", $$"""
            #:package ZmqNative@{{Packages.VersionOf("ZmqNative")}}
            using ZmqNative.Subscribing;

            await using NotificationSubscriber subscriber = new(new() { Addresses = { "{{publisher.Address}}" }, Topics = { "hashblock" } });
            await foreach (StreamItem item in subscriber)
            {
                if (item is HashBlock block)
                {
                    Console.WriteLine($"new tip {block.Hash}");
                    break;
                }
            }
            """);

        Stopwatch watch = Stopwatch.StartNew();
        Task<(int ExitCode, string Output)> program = Task.Run(() =>
            Command.Run(folder.Child("."), [Command.Dotnet, "run", "sub.cs"], ("NUGET_PACKAGES", folder.Child("empty cache"))));
        Task subscribed = publisher.WaitForSubscriberAsync(s_deadline, TestContext.CurrentContext.CancellationToken, "hashblock");
        Task.WaitAny([subscribed, program]);
        if (subscribed.IsCompletedSuccessfully)
        {
            publisher.HashBlock(hash);
        }
        Assert.That(program.Wait(s_deadline), "The program is still running.");
        TestContext.Out.WriteLine($"The first message was printed {watch.Elapsed.TotalSeconds:0.0} s after the start.");
        Assert.That(program.Result.Output.Trim(), Is.EqualTo($"new tip {hash}"));
        Assert.That(program.Result.ExitCode, Is.Zero);
    }
}
