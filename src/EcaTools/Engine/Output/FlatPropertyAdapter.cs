using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using Newtonsoft.Json;

namespace EcaTools.Engine.Output;

/// <summary>
/// How PowerShell sees the objects that cmdlets write, so that <c>Export-Csv</c> and <c>ConvertTo-Json</c> give flat
/// rows. A script that asks for a property by its name gets its value, with a text that a CSV file can hold. Whoever
/// lists all properties, as <c>ConvertTo-Json</c> does, gets values without structure. <c>ConvertTo-Json</c> reads .NET
/// properties past this class unless they have JsonIgnore, so those that it can't write have it.
/// </summary>
public sealed class FlatPropertyAdapter : PSPropertyAdapter
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();
    private static readonly MethodInfo s_text = typeof(FlatText).GetMethod(nameof(FlatText.Of))!;

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        return
        [
            .. PropertiesOf(baseObject.GetType())
                .Where(IsListed)
                .Select(property => new PSAdaptedProperty(property.Name, new Access(property, IsList: true))),
        ];
    }

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        return
            Array.Find(
                PropertiesOf(baseObject.GetType()),
                property => property.Name.Equals(propertyName, StringComparison.OrdinalIgnoreCase)
            )
                is { } property
            ? new PSAdaptedProperty(property.Name, new Access(property, IsList: false))
            : null;
    }

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        return ((Access)adaptedProperty.Tag).Property.SetMethod is { IsPublic: true };
    }

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        (PropertyInfo property, bool isList) = (Access)adaptedProperty.Tag;
        object? value = property.GetValue(adaptedProperty.BaseObject);
        return isList ? Flat(value) : WithText(value);
    }

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        PropertyInfo property = ((Access)adaptedProperty.Tag).Property;
        property.SetValue(
            adaptedProperty.BaseObject,
            LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture)
        );
    }

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        return ((Access)adaptedProperty.Tag).Property.PropertyType.ToString();
    }

    private static PropertyInfo[] PropertiesOf(Type type) =>
        s_properties.GetOrAdd(
            type,
            static of =>
                [
                    .. of.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Where(property => property.GetIndexParameters() is []),
                ]
        );

    /// <summary>Secrets are listed nowhere, and what is text for a table alone is not either.</summary>
    private static bool IsListed(PropertyInfo property) =>
        property.PropertyType != typeof(SecureString)
        && property.PropertyType != typeof(PSCredential)
        && !(property.PropertyType == typeof(string) && property.IsDefined(typeof(JsonIgnoreAttribute)));

    /// <summary>The value itself, with a text of its own if what .NET gives would be a type name or follow the
    /// culture.</summary>
    private static object? WithText(object? value)
    {
        if (value is null or string || (value is not IEnumerable && !FlatText.IsTime(value)))
        {
            return value;
        }

        PSObject wrapped = new(value is IEnumerable items and not IDictionary ? Items(items) : value);
        wrapped.Methods.Add(new PSCodeMethod(nameof(ToString), s_text));
        return wrapped;
    }

    /// <summary>The items, each with what the types file says of its type.</summary>
    private static object?[] Items(IEnumerable items) =>
        [.. items.Cast<object?>().Select(item => item is null || IsScalar(item) ? item : PSObject.AsPSObject(item))];

    /// <summary>
    /// A value without structure: a scalar, a list of scalars, and else its text. Objects in a list are their texts,
    /// because ConvertTo-Json cuts off what lies deeper.
    /// </summary>
    private static object? Flat(object? value) =>
        value is IEnumerable items and not (string or IDictionary)
            ? items.Cast<object?>().Select(FlatScalar).ToArray()
            : FlatScalar(value);

    private static object? FlatScalar(object? value) => value is null || IsScalar(value) ? value : FlatText.Text(value);

    /// <summary>Whether ConvertTo-Json writes a value as one value.</summary>
    private static bool IsScalar(object value) =>
        value is string or bool or DateTime or DateTimeOffset or Guid or Uri or decimal or Enum
        || value.GetType().IsPrimitive;

    /// <summary>How a property was asked for.</summary>
    private sealed record Access(PropertyInfo Property, bool IsList);
}
