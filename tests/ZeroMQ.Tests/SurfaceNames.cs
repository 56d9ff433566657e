using System.Reflection;

namespace ZeroMQ.Tests;

/// <summary>Types as clrzmq4-public-api.txt names them: those of System and ZeroMQ without namespace.</summary>
internal static class SurfaceNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
    };

    internal static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Of(underlying)}?";
        }
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        string scope = type.IsNested ? $"{Of(type.DeclaringType!)}." : type.Namespace is "System" or "ZeroMQ" ? "" : $"{type.Namespace}.";
        return scope + Simple(type) + Arguments(type.GetGenericArguments());
    }

    /// <summary>The name alone, as a constructor has it.</summary>
    internal static string Simple(Type type) => type.Name.Split('`')[0];

    internal static string Arguments(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(Of))}>";

    internal static string Parameters(MethodBase method) => $"({string.Join(", ", method.GetParameters().Select(Parameter))})";

    internal static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => value.ToString()!,
    };

    private static string Parameter(ParameterInfo parameter)
    {
        bool extends = parameter.Position == 0 && parameter.Member.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute));
        bool open = parameter.IsDefined(typeof(ParamArrayAttribute));
        Type type = parameter.ParameterType;
        string way = !type.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string value = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "";
        return $"{(extends ? "this " : "")}{(open ? "params " : "")}{way}{Of(type.IsByRef ? type.GetElementType()! : type)} {parameter.Name}{value}";
    }
}
