using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using PublicApiGenerator;
using ZmqNative.Interop;
using ZmqNative.Publishing;

namespace ZmqNative.Tests.Rules;

/// <summary>The project's rules, as tests.</summary>
public sealed partial class ProjectRulesTests
{
    private static readonly Assembly s_library = typeof(NotificationInterface).Assembly;
    private static readonly Assembly s_interop = typeof(ZmqSocket).Assembly;

    internal static string Repository => Path.GetFullPath(Path.Combine(TestData.Root, "..", ".."));

    private static IEnumerable<string> Sources(params string[] folders) =>
        from folder in folders
        from file in Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select file;

    [Test]
    public void Interop_knows_no_Bitcoin()
    {
        Assert.That(s_interop.GetReferencedAssemblies().Select(assembly => assembly.Name), Has.None.StartsWith("ZmqNative"));
        Assert.That(Sources("interop").Where(file => BitcoinWords().IsMatch(File.ReadAllText(file))), Is.Empty);
    }

    /// <summary>The tool calls umask, getrlimit and prctl, for which .NET has nothing; the files that do so call nothing else.</summary>
    [Test]
    public void The_library_knows_no_pointers_and_no_libzmq_imports()
    {
        Assert.That(Sources("src").Where(file => Path.GetFileName(file) is not ("FileRights.cs" or "DescriptorLimit.cs" or "CoreDumps.cs") && PointerWords().IsMatch(File.ReadAllText(file))), Is.Empty);
        Assert.That(s_library.GetTypes().SelectMany(type => type.GetMethods((BindingFlags)(-1))).Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)), Is.Empty);
    }

    /// <summary>It is used beside any test framework, and does with the library what its users can do.</summary>
    [Test]
    public void The_testing_kit_needs_the_library_and_nothing_else()
    {
        IEnumerable<string> references = Assembly.Load("ZmqNative.Testing").GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.That(references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "ZmqNative", "ZmqNative.Interop" }));
        Assert.That(new[] { s_library, s_interop }.SelectMany(assembly => assembly.GetCustomAttributes<InternalsVisibleToAttribute>()).Select(friend => friend.AssemblyName),
            Has.No.Member("ZmqNative.Testing"));
    }

    [Test]
    public void Log_event_ids_are_unique()
    {
        int[] ids = [.. s_library.GetType("ZmqNative.Diagnostics.Log")!.GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().Select(attribute => attribute.EventId)];
        Assert.That(ids, Has.Length.EqualTo(21).And.Unique);
    }

    /// <summary>Whose members Core, libzmq or clrzmq4 dictate, so that their length says nothing.</summary>
    private static readonly string[] s_longByName = ["ZmqSocket", "ZmqContext", "LibZmq", "ZSocket", "ZFrame", "ZMessage", "ZContext", "ZError", "ZPollItems"];

    /// <summary>A class is one job, over all the files it is in.</summary>
    [Test]
    public void No_class_is_longer_than_300_lines_and_the_median_is_below_80()
    {
        var lengths = Sources("src", "interop")
            .GroupBy(file => PartialClass().Match(File.ReadAllText(file)) is { Success: true } part ? $"{Path.GetDirectoryName(file)} {part.Groups[1].Value}" : file)
            .Select(files => (Class: files.Key, Lines: files.Sum(file => File.ReadLines(file).Count()))).OrderBy(one => one.Lines).ToList();
        Assert.That(lengths.Where(one => one.Lines > 300 && !s_longByName.Contains(one.Class.Split(' ')[^1])), Is.Empty);
        Assert.That(lengths[lengths.Count / 2].Lines, Is.LessThan(80));
    }

    /// <summary>The list of files in a folder is its product; the rest is in Internal.</summary>
    [Test]
    public void Public_types_stand_in_a_folders_root_and_others_in_Internal()
    {
        foreach (string file in Sources("src/ZmqNative", "src/ZmqNative.History.Sqlite", "src/ZmqNative.JetStream", "src/ZmqNative.Node"))
        {
            bool isInternal = file.Contains($"{Path.DirectorySeparatorChar}Internal{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
            bool isCores = file.Contains("CoreNotifiers", StringComparison.Ordinal);
            Assert.That(PublicType().IsMatch(File.ReadAllText(file)), Is.EqualTo(!isInternal && !isCores), file);
        }
    }

    [TestCase("ZmqNative.Interop")]
    [TestCase("ZmqNative")]
    [TestCase("ZmqNative.NBitcoin")]
    [TestCase("ZmqNative.History.Sqlite")]
    [TestCase("ZmqNative.JetStream")]
    [TestCase("ZmqNative.Node")]
    [TestCase("ZmqNative.Testing")]
    public void The_public_api_is_the_one_that_was_reviewed(string assembly)
    {
        ApiGeneratorOptions options = new()
        {
            IncludeAssemblyAttributes = false,

            // It names a compiler-generated type, whose number depends on the members before it.
            ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
        };
        string actual = Assembly.Load(assembly).GeneratePublicApi(options).ReplaceLineEndings("\n");
        string approved = Path.Combine(Repository, "tests", "ZmqNative.Tests", "Rules", $"{assembly}.approved.txt");
        string received = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{assembly}.received.txt");
        File.WriteAllText(received, actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(approved).ReplaceLineEndings("\n")), $"if this change is meant, copy {received} over {approved}");
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]* partial (?:class|struct) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PartialClass();

    [GeneratedRegex(@"^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex("bitcoin|mempool|hashblock|txid", RegexOptions.IgnoreCase)]
    private static partial Regex BitcoinWords();

    [GeneratedRegex(@"\bunsafe\b|\bnint\b|IntPtr|DangerousGetHandle|DllImport|LibraryImport")]
    private static partial Regex PointerWords();
}
