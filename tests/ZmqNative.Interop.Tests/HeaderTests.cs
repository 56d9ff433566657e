using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ZmqNative.Interop.Tests;

/// <summary>The installed zmq.h itself, as far as it is stable, against what is bound.</summary>
public partial class HeaderTests
{
    private string _stable = null!;

    [OneTimeSetUp]
    public void Read_the_stable_part() => _stable = AbiProbe.Header().Split("#ifdef ZMQ_BUILD_DRAFT_API")[0];

    [TestCase("Socket options.", typeof(ZmqSocket), 70)]
    [TestCase("Context options", typeof(ZmqContext), 10)]
    public void Every_option_has_its_number_and_a_typed_member(string section, Type type, int atLeast)
    {
        List<(string Name, int Number)> options = [.. Section(section).Where(option => !CompletenessTests.OptionsLeftOut.ContainsKey(option.Name))];
        Assert.That(options, Has.Count.AtLeast(atLeast));
        using IDisposable all = Assert.EnterMultipleScope();
        foreach ((string name, int number) in options)
        {
            object? ours = typeof(LibZmq).GetField(name, BindingFlags.Static | BindingFlags.NonPublic)?.GetRawConstantValue();
            Assert.That(ours, Is.EqualTo(number), name);
            string? member = Documentation.MemberFor(name, type);
            Assert.That(member is null ? [] : type.GetMember(member), Is.Not.Empty, $"a public member of {type.Name} for {name}");
        }
    }

    [Test]
    public void What_the_header_calls_deprecated_is_left_out_for_a_reason() => Assert.That(
        Defined("Deprecated options and aliases").Concat(Defined("Deprecated Message options")), Is.SubsetOf(CompletenessTests.OptionsLeftOut.Keys));

    [Test]
    public void The_functions_are_those_the_library_exports_and_at_most_newer_ones() =>
        Assert.That(Function().Matches(_stable).Select(match => match.Groups[1].Value), Is.SupersetOf(CompletenessTests.Symbols).And.Unique);

    private IEnumerable<(string Name, int Number)> Section(string comment) =>
        Definitions(comment).Select(match => (match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));

    private IEnumerable<string> Defined(string comment) => Definitions(comment).Select(match => match.Groups[1].Value);

    private IEnumerable<Match> Definitions(string comment)
    {
        int start = _stable.IndexOf($"/*  {comment} ", StringComparison.Ordinal);
        Assert.That(start, Is.Positive, comment);
        return Definition().Matches(_stable[start.._stable.IndexOf("/*", start + 2, StringComparison.Ordinal)]);
    }

    [GeneratedRegex(@"#define (ZMQ_\w+) (\w+)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"ZMQ_EXPORT\s[^;]*?(zmq_\w+) \(")]
    private static partial Regex Function();
}
