using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace EcaTools.Module.Tests;

/// <summary>Makes objects with the properties of a type, each with a long value.</summary>
internal static class SampleObject
{
    private static readonly Dictionary<Type, object> s_values = new()
    {
        [typeof(bool)] = true,
        [typeof(DateTimeOffset)] = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero),
        [typeof(DateTime)] = new DateTime(2026, 12, 31, 23, 59, 59, DateTimeKind.Utc),
        [typeof(DateOnly)] = new DateOnly(2026, 12, 31),
        [typeof(TimeSpan)] = new TimeSpan(123, 12, 59, 59),
    };

    /// <summary>An object with the properties of a type, and with those of what they hold.</summary>
    public static PSObject Of(Type type) => Of(type, depth: 4);

    private static PSObject Of(Type type, int depth)
    {
        PSObject sample = new();
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.GetIndexParameters() is []))
        {
            sample.Properties.Add(
                new PSNoteProperty(property.Name, Value(property.PropertyType, property.Name, depth - 1))
            );
        }

        return sample;
    }

    private static object? Value(Type declared, string name, int depth)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (s_values.TryGetValue(type, out object? value))
        {
            return value;
        }

        if (type == typeof(string))
        {
            return $"{name} with a value that is much longer than its column, as labels and messages of real orgs are";
        }

        if (type.IsEnum)
        {
            return type.GetEnumValues().Cast<object>().MaxBy(word => word.ToString()!.Length);
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(123, type, CultureInfo.InvariantCulture);
        }

        if (depth > 0 && ItemOf(type) is { } item)
        {
            object? one = Value(item, name, depth - 1);
            return new[] { one, one, one };
        }

        return depth > 0 && type.Namespace!.StartsWith("EcaTools", StringComparison.Ordinal) ? Of(type, depth) : null;
    }

    private static Type? ItemOf(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type)
            ? type.GetInterfaces()
                .Prepend(type)
                .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ?.GetGenericArguments()[0]
            : null;
}
