using ZmqNative.Fuzz;

namespace ZmqNative.IntegrationTests;

/// <summary>
/// What fuzzing found, and the inputs that reach the parsers' branches, through each target again
/// (tests/fuzz.sh).
/// </summary>
public sealed class FuzzCorpusTests
{
    private static IEnumerable<string> Targets => Target.All.Select(target => target.Name);

    [TestCaseSource(nameof(Targets))]
    public void Every_input_keeps_its_promises(string name)
    {
        Target target = Target.All.Single(one => one.Name == name);
        string[] inputs = Directory.GetFiles(Path.Combine(TestData.Root, "fuzz", name));
        Assert.That(inputs, Has.Length.GreaterThan(2));
        foreach (string input in inputs)
        {
            Assert.That(() => target.Run(File.ReadAllBytes(input)), Throws.Nothing, Path.GetFileName(input));
        }
    }

    [Test]
    public void Every_folder_has_a_target() => Assert.That(
        Directory.GetDirectories(Path.Combine(TestData.Root, "fuzz")).Select(Path.GetFileName), Is.EquivalentTo(Targets));

    [Test]
    public void A_property_that_is_broken_and_memory_beyond_the_allowance_are_noticed()
    {
        Target greedy = new("greedy", Allowance: 4000, PerByte: 1, input => GC.KeepAlive(new byte[input.Length * 100]));
        Assert.That(() => greedy.Run(new byte[10]), Throws.Nothing);
        Assert.That(() => greedy.Run(new byte[100]), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("100 bytes allocated"));
        Assert.That(() => Property.Holds(false, "this"), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("this"));
    }
}
