using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZmqNative.Interop.Tests;

/// <summary>The binding's XML documentation, whose summaries begin with the C constant they are about.</summary>
internal static partial class Documentation
{
    private static readonly Dictionary<string, string> s_summaries = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ZmqNative.Interop.xml"))
        .Descendants("member").Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")!.Value);

    /// <summary>The constants the properties and methods of a class begin with, each as often as it occurs.</summary>
    internal static IEnumerable<string> ConstantsOf(Type type) => s_summaries.Keys
        .Where(name => name.StartsWith($"P:{type}.", StringComparison.Ordinal) || name.StartsWith($"M:{type}.", StringComparison.Ordinal))
        .Select(ConstantOf).OfType<string>();

    /// <summary>The name of the property or method of a class that begins with a constant; null when there is none.</summary>
    internal static string? MemberFor(string constant, Type type) => s_summaries.Keys
        .Where(name => name[1..].StartsWith($":{type}.", StringComparison.Ordinal) && ConstantOf(name) == constant)
        .Select(name => name[$"P:{type}.".Length..].Split('(')[0]).SingleOrDefault();

    internal static string? ConstantOf(string member) =>
        FirstWord().Match(s_summaries[member]) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^\s*(ZMQ_\w+):")]
    private static partial Regex FirstWord();
}
