using System.Collections;
using System.Management.Automation;

namespace EcaTools.Engine.Binding;

/// <summary>What the transformations of parameters ask of an object that was given, whatever it is.</summary>
internal static class PipelineObject
{
    private const string CopyPrefix = "Deserialized.";

    /// <summary>The object itself, without what PowerShell wraps around it.</summary>
    public static object? BaseOf(object? given) => given is PSObject wrapped ? wrapped.BaseObject : given;

    /// <summary>
    /// The type name of an object that is a copy of one of this module's: what comes out of a job, a remote session or
    /// Import-Clixml has the properties and the type name, but not the type. Null for any other object.
    /// </summary>
    public static string? CopiedType(object? given)
    {
        string? name = given is PSObject { TypeNames: [var first, ..] } ? first : null;
        return name?.StartsWith($"{CopyPrefix}EcaTools.", StringComparison.Ordinal) == true
            ? name[CopyPrefix.Length..]
            : null;
    }

    /// <summary>Whether an object is a copy of one of that type.</summary>
    public static bool IsCopyOf(object? given, Type type) => CopiedType(given) == type.FullName;

    /// <summary>The value of the first of the properties that holds text; null if none does.</summary>
    public static string? Text(object? given, params ReadOnlySpan<string> properties)
    {
        if (given is null)
        {
            return null;
        }

        PSObject item = PSObject.AsPSObject(given);
        foreach (string property in properties)
        {
            if (BaseOf(item.Properties[property]?.Value) is string { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Transforms an object, or each of a list of them.</summary>
    public static object? Each(object? given, Func<object?, object?> transform) =>
        BaseOf(given) is IList list ? list.Cast<object?>().Select(transform).ToArray() : transform(given);
}
