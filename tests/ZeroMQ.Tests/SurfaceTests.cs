namespace ZeroMQ.Tests;

/// <summary>clrzmq4's public and protected API, as the file lists it from its assembly, against ours.</summary>
public class SurfaceTests
{
    private static readonly string[] s_ours = [.. SurfaceText.Of(typeof(ZSocket).Assembly)];

    private static readonly string[] s_file = [.. SurfaceText.Of(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "clrzmq4-public-api.txt")))];

    private static readonly string[] s_theirs = [.. s_file.Where(IsWanted)];

    private static readonly SurfaceDifference[] s_differences = SurfaceDifferences.Of(s_theirs);

    [Test]
    public void Every_line_of_theirs_is_here_or_different_for_a_reason() =>
        Compare(s_theirs.Except(s_ours), s_differences.SelectMany(difference => difference.Theirs));

    [Test]
    public void Every_line_of_ours_is_theirs_or_different_for_a_reason() =>
        Compare(s_ours.Except(s_theirs), s_differences.SelectMany(difference => difference.Ours));

    [Test]
    public void The_file_is_read_whole() => Assert.That(s_file, Has.Length.EqualTo(99 + 664 + 130).And.Unique, "as its first line says");

    private static void Compare(IEnumerable<string> differ, IEnumerable<string> reasoned)
    {
        Assert.That(differ.Except(reasoned), Is.Empty, "differ without a reason");
        Assert.That(reasoned.Except(differ), Is.Empty, "do not differ any more");
    }

    // Of their namespace for loading and calling libzmq, programs only asked the version.
    private static bool IsWanted(string line) =>
        !line.Contains("ZeroMQ.lib.", StringComparison.Ordinal)
        || line.Contains("zmq_version_delegate", StringComparison.Ordinal)
        || line.EndsWith(" ZeroMQ.lib.zmq", StringComparison.Ordinal);
}
