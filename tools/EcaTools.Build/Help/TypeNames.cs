using System.Collections.Frozen;

namespace EcaTools.Build.Help;

/// <summary>How PowerShell writes types.</summary>
internal static class TypeNames
{
    // PowerShell's type accelerators, those that parameters here have a use for.
    private static readonly FrozenDictionary<string, string> Accelerators = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.DateTime"] = "datetime",
        ["System.Double"] = "double",
        ["System.Guid"] = "guid",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Management.Automation.PSCredential"] = "pscredential",
        ["System.Management.Automation.ScriptBlock"] = "scriptblock",
        ["System.Management.Automation.SwitchParameter"] = "switch",
        ["System.Collections.Hashtable"] = "hashtable",
        ["System.Object"] = "Object",
        ["System.Security.SecureString"] = "securestring",
        ["System.Security.Cryptography.X509Certificates.X509Certificate2"] = "X509Certificate",
        ["System.String"] = "string",
        ["System.Uri"] = "uri",
        ["System.Version"] = "version",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The type in full: <c>System.Nullable[System.Int32]</c>, <c>System.String[]</c>.</summary>
    public static string Full(Type type)
    {
        if (type.IsArray)
        {
            return Full(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.FullName!;
        }

        string open = type.GetGenericTypeDefinition().FullName!;
        return $"{open[..open.IndexOf('`')]}[{string.Join(',', type.GetGenericArguments().Select(Full))}]";
    }

    /// <summary>The type as a syntax diagram shows it. A nullable value type goes by its value's name.</summary>
    public static string Short(Type type)
    {
        if (type.IsArray)
        {
            return Short(type.GetElementType()!) + "[]";
        }

        return UnderlyingOfNullable(type) is { } value
            ? Short(value)
            : Accelerators.GetValueOrDefault(type.FullName ?? "", type.Name);
    }

    /// <summary>What a nullable value type is nullable of, or null for any other type.</summary>
    public static Type? UnderlyingOfNullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : null;
}
