using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

/// <summary>
/// Whatever a process does first with libzmq, the loader comes before it: no call is bound by the runtime's own search. That
/// would find nothing where only libzmq.so.5 is installed, and another libzmq than the one that was named where there are two.
/// </summary>
[Platform("Linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class FirstUseTests : IDisposable
{
    private const string WithoutTiers = "DOTNET_TieredCompilation=0";

    private readonly LibraryProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Test]
    public void Every_public_type_and_static_member_has_a_first_use() =>
        Assert.That(FirstUses.All.Keys, Is.EquivalentTo(new[] { typeof(ZmqContext), typeof(ZeroMQ.ZContext) }.SelectMany(type => type.Assembly.GetExportedTypes()).SelectMany(Uses)));

    /// <summary>Without tiers a method is compiled once, with all that is inlined into it: nothing binds earlier than that.</summary>
    [Test]
    public void Any_may_come_first_where_there_is_only_libzmq_so_5([Values(WithoutTiers)] string setting) => OnlyTheSystems(setting);

    [Test]
    [Category("Long")]
    public void Any_may_come_first_where_there_is_only_libzmq_so_5_with_tiers([Values("DOTNET_TieredCompilation=1", "DOTNET_TieredPGO=0")] string setting) =>
        OnlyTheSystems(setting);

    /// <summary>What the runtime's own search binds is seen by the test above as well: this one takes a process for each member again.</summary>
    [Test]
    [Category("Long")]
    public void Any_may_come_first_where_the_system_has_another_than_the_one_named([Values(WithoutTiers, "DOTNET_TieredCompilation=1", "DOTNET_TieredPGO=0")] string setting) =>
        TheNamedOne(setting);

    /// <summary>An import with it is bound when the method around it is compiled, whatever that method does first.</summary>
    [Test]
    public void No_import_is_without_GC_transition() =>
        Assert.That(
            new[] { typeof(ZmqContext), typeof(ZeroMQ.ZContext) }.SelectMany(type => type.Assembly.GetTypes())
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(method => method.GetCustomAttribute<SuppressGCTransitionAttribute>() is not null).Select(method => method.Name),
            Is.Empty);

    private void TheNamedOne(string setting)
    {
        AnotherOfTheSystem([.. File.ReadAllBytes(_process.Real)]);
        string named = _process.Put(Directory.CreateDirectory(Path.Combine(_process.Program, "own")).FullName, "libzmq-own.so");
        Each(setting, named, named);
    }

    // libzmq.so is the name under which the runtime's search looks for it. What is there under that name, and is no library, ends
    // that search, so this is as if there were none; whatever the compiler's package has put into the system's own folders.
    private void OnlyTheSystems(string setting)
    {
        AnotherOfTheSystem([.. "not a library"u8]);
        Each(setting, variable: null, _process.System);
    }

    private void AnotherOfTheSystem(byte[] content) => _process.Put(Path.GetDirectoryName(_process.System)!, "libzmq.so", content);

    private void Each(string setting, string? variable, string expected)
    {
        ConcurrentBag<string> wrong = [];
        Parallel.ForEach(FirstUses.All.Keys, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, use =>
        {
            (int exitCode, string[] says, string[] mapped) = _process.Run(variable, firstUse: use, setting: setting);
            if (exitCode != 0 || !mapped.SequenceEqual([expected]))
            {
                wrong.Add($"{use}: exit code {exitCode}, {string.Join(' ', says)}, mapped {string.Join(", ", mapped)}");
            }
        });
        Assert.That(wrong, Is.Empty);
    }

    // Enumerations and delegates have no code. Static fields are set together, by what sets the first that is used.
    private static IEnumerable<string> Uses(Type type)
    {
        MemberInfo[] members = type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        return type.IsEnum || type.IsAssignableTo(typeof(Delegate)) || members.Length == 0 ? [] :
        [
            type.FullName!,
            .. members.Where(member => member is PropertyInfo { GetMethod.IsStatic: true } or MethodInfo { IsStatic: true } && !IsAccessor(member))
                .Select(member => $"{type.FullName}.{member.Name}").Distinct(),
        ];
    }

    private static bool IsAccessor(MemberInfo member) => member is MethodInfo { IsSpecialName: true } && !member.Name.StartsWith("op_", StringComparison.Ordinal);
}
