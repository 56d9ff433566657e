using System.Reflection;

namespace ZeroMQ.Tests;

/// <summary>The public and protected API of an assembly, a line for each type and member, as clrzmq4-public-api.txt has them.</summary>
internal static class SurfaceText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Each member has its type's name in front: a line says all.</summary>
    internal static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.IsVisible).SelectMany(type => Members(type).Select(member => $"{SurfaceNames.Of(type)} | {member}").Prepend(Header(type)));

    /// <summary>The same lines of a text.</summary>
    internal static IEnumerable<string> Of(IEnumerable<string> text)
    {
        string type = "";
        foreach (string line in text.Where(line => line.Length > 0 && line is not ("{" or "}") && !line.StartsWith("//", StringComparison.Ordinal)))
        {
            if (line.StartsWith(' '))
            {
                yield return $"{type} | {line.Trim().TrimEnd(',')}";
                continue;
            }
            type = line.Split(" : ")[0].Split(' ')[^1];
            yield return line;
        }
    }

    private static string Header(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"public delegate {SurfaceNames.Of(invoke.ReturnType)} {SurfaceNames.Of(type)}{SurfaceNames.Parameters(invoke)};";
        }
        if (type.IsEnum)
        {
            return $"{Attributes(type)}public enum {SurfaceNames.Of(type)} : {SurfaceNames.Of(type.GetEnumUnderlyingType())}";
        }
        string kind = type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        Type[] all = type.GetInterfaces(), inherited = [.. all.SelectMany(one => one.GetInterfaces()), .. type.BaseType?.GetInterfaces() ?? []];
        IEnumerable<string> bases = all.Except(inherited).Select(SurfaceNames.Of).Order(StringComparer.Ordinal);
        if (type.BaseType != typeof(object) && type.BaseType != typeof(ValueType))
        {
            bases = bases.Prepend(SurfaceNames.Of(type.BaseType!));
        }
        return $"{Attributes(type)}public {kind} {SurfaceNames.Of(type)}{(bases.Any() ? " : " : "")}{string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Members(Type type) =>
        type.IsSubclassOf(typeof(Delegate)) ? []
        : type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}")
        : type.GetMembers(Declared).Select(member => Member(member) is { } text ? Attributes(member) + text : null).OfType<string>();

    private static string? Member(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when Access(constructor) is { } access =>
            $"{access} {SurfaceNames.Simple(constructor.DeclaringType!)}{SurfaceNames.Parameters(constructor)};",
        MethodInfo { Name: "Finalize" } finalizer => $"~{finalizer.DeclaringType!.Name}();",
        MethodInfo method when Access(method) is { } access && (!method.IsSpecialName || method.Name == "op_Implicit") => $"{access} {Method(method)};",
        FieldInfo field when Access(field) is { } access => $"{access} {Field(field)};",
        PropertyInfo property => Property(property),
        EventInfo one when Access(one.AddMethod!) is { } access => $"{access} event {SurfaceNames.Of(one.EventHandlerType!)} {one.Name};",
        _ => null,
    };

    private static string Method(MethodInfo method)
    {
        if (method.IsSpecialName)
        {
            return $"static implicit operator {SurfaceNames.Of(method.ReturnType)}{SurfaceNames.Parameters(method)}";
        }
        Type[] arguments = method.GetGenericArguments();
        return $"{Modifier(method)}{SurfaceNames.Of(method.ReturnType)} {method.Name}{SurfaceNames.Arguments(arguments)}{SurfaceNames.Parameters(method)}{string.Concat(arguments.Select(Constraints))}";
    }

    private static string Constraints(Type argument)
    {
        GenericParameterAttributes attributes = argument.GenericParameterAttributes;
        List<string> constraints = [.. argument.GetGenericParameterConstraints().Select(SurfaceNames.Of)];
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            constraints.Add("new()");
        }
        return constraints.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }

    private static string Field(FieldInfo field)
    {
        string modifier = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{modifier}{SurfaceNames.Of(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {SurfaceNames.Value(field.GetRawConstantValue())}" : "")}";
    }

    private static string? Property(PropertyInfo property)
    {
        string? get = Access(property.GetMethod), set = Access(property.SetMethod), access = get == "public" || set is null ? get : set;
        if (access is null)
        {
            return null;
        }
        MethodInfo accessor = property.GetMethod ?? property.SetMethod!;
        string name = property.GetIndexParameters().Length == 0 ? property.Name : $"this[{SurfaceNames.Parameters(accessor).Trim('(', ')')}]";
        return $"{access} {Modifier(accessor)}{SurfaceNames.Of(property.PropertyType)} {name} {{ {Accessor(get, "get")}{Accessor(set, "set")}}}";

        string Accessor(string? own, string word) => own is null ? "" : own == access ? $"{word}; " : $"{own} {word}; ";
    }

    private static string Modifier(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : !method.IsVirtual || method.IsFinal && method.GetBaseDefinition() == method ? ""
        : method.GetBaseDefinition() != method ? "override "
        : "virtual ";

    private static string? Access(MethodBase? method) =>
        method is null ? null : method.IsPublic ? "public" : method.IsFamily ? "protected" : method.IsFamilyOrAssembly ? "protected internal" : null;

    private static string? Access(FieldInfo field) =>
        field.IsPublic ? "public" : field.IsFamily ? "protected" : field.IsFamilyOrAssembly ? "protected internal" : null;

    private static string Attributes(MemberInfo member) =>
        (member.IsDefined(typeof(FlagsAttribute), false) ? "[Flags] " : "")
        + (member.GetCustomAttribute<ObsoleteAttribute>(false) is { } obsolete ? obsolete.Message is { } message ? $"[Obsolete(\"{message}\")] " : "[Obsolete] " : "");
}
