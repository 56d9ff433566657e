using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ZmqNative.Tests.Rules;

/// <summary>Folders form an order, and a folder uses only those before it: seen in the compiled code, over every type a method or field uses.</summary>
public sealed class LayeringTests
{
    /// <summary>The namespaces of all libraries, each of which may use those before it.</summary>
    private static readonly string[] s_order =
    [
        "ZmqNative.Interop",
        "ZmqNative.Bitcoin", "ZmqNative.Protocol", "ZmqNative.Diagnostics", "ZmqNative.Security", "ZmqNative.History",
        "ZmqNative.Publishing", "ZmqNative.Subscribing",
        "ZmqNative.Queries", "ZmqNative.Link", "ZmqNative.Work",
        "ZmqNative.Hosting",
        "ZmqNative.History.Sqlite",
        "ZmqNative.Node.Rpc", "ZmqNative.Node.Chain", "ZmqNative.Node.Relay", "ZmqNative.Node.Recordings",
        "ZmqNative.NBitcoin", "ZmqNative.JetStream", "ZmqNative.Testing", "ZmqNative.Cli",
    ];

    [TestCase("ZmqNative")]
    [TestCase("ZmqNative.NBitcoin")]
    [TestCase("ZmqNative.History.Sqlite")]
    [TestCase("ZmqNative.JetStream")]
    [TestCase("ZmqNative.Node")]
    [TestCase("ZmqNative.Testing")]
    public void A_folder_uses_only_those_before_it(string assembly)
    {
        SortedSet<string> wrong = [];
        foreach ((TypeDefinition user, string used) in Uses(assembly))
        {
            int from = Array.IndexOf(s_order, Folder(user)), to = Array.IndexOf(s_order, NamespaceOf(used));
            if (from < to)
            {
                wrong.Add($"{Outermost(user).FullName} uses {used}");
            }
        }
        Assert.That(wrong, Is.Empty);
    }

    [TestCase("ZmqNative")]
    [TestCase("ZmqNative.NBitcoin")]
    [TestCase("ZmqNative.History.Sqlite")]
    [TestCase("ZmqNative.JetStream")]
    [TestCase("ZmqNative.Node")]
    [TestCase("ZmqNative.Testing")]
    public void Every_namespace_has_its_place_in_the_order(string assembly) =>
        Assert.That(Types(assembly).Select(Folder).Distinct(), Is.SubsetOf(s_order));

    /// <summary>Or the test above would find nothing whatever the code does.</summary>
    [Test]
    public void Uses_in_bodies_signatures_fields_and_generic_arguments_are_seen()
    {
        HashSet<(string, string)> seen = [.. Uses("ZmqNative.Node").Select(use => (Outermost(use.User).FullName, use.Used))];
        Assert.That(seen, Does.Contain(("ZmqNative.Node.Relay.RunningNode", "ZmqNative.Node.Rpc.NodeRpc")));
        Assert.That(seen, Does.Contain(("ZmqNative.Node.Relay.RunningNode", "ZmqNative.Protocol.ActiveNotification")));
        Assert.That(seen, Does.Contain(("ZmqNative.Node.Relay.RunningNode", "ZmqNative.Node.Relay.FeedTelemetry")));
    }

    private static IEnumerable<TypeDefinition> Types(string assembly) =>
        ModuleDefinition.ReadModule(Path.Combine(TestContext.CurrentContext.TestDirectory, $"{assembly}.dll"))
            .GetAllTypes().Where(type => Outermost(type).Namespace.StartsWith("ZmqNative", StringComparison.Ordinal) && !IsGenerated(Outermost(type)));

    private static bool IsGenerated(TypeDefinition type) =>
        type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "EmbeddedAttribute");

    private static IEnumerable<(TypeDefinition User, string Used)> Uses(string assembly) =>
        from type in Types(assembly)
        from used in TypesUsedBy(type).SelectMany(Parts)
        where used.StartsWith("ZmqNative", StringComparison.Ordinal)
        select (type, used);

    private static IEnumerable<TypeReference?> TypesUsedBy(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(one => one.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
        .. type.Methods.SelectMany(TypesUsedBy),
    ];

    private static IEnumerable<TypeReference?> TypesUsedBy(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(TypesUsedBy) : [],
    ];

    private static IEnumerable<TypeReference?> TypesUsedBy(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    // The type itself, the elements of arrays and pointers, and generic arguments.
    private static IEnumerable<string> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        { DeclaringType: { } outer } => Parts(outer),
        _ => [type.FullName],
    };

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    private static string Folder(TypeDefinition type) => Outermost(type).Namespace;

    private static string NamespaceOf(string type) => type[..type.LastIndexOf('.')];
}
