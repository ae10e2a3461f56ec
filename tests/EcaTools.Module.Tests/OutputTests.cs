using System.Collections;
using System.Collections.Immutable;
using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace EcaTools.Module.Tests;

/// <summary>What the objects that cmdlets write need so that Export-Csv, ConvertTo-Json and mixed output read well. The
/// conventions are in CONTRIBUTING.md, under Conventions for cmdlets.</summary>
public sealed class OutputTests(StagedModule module)
{
    private const string ToExport = "so that Export-Csv and ConvertTo-Json give flat rows";

    /// <summary>Parts of a type that is listed, which are exported as the text of the whole.</summary>
    private static readonly string[] s_textOnly =
    [
        "EcaTools.Core.Salesforce.Http.ApiVersion",
        "EcaTools.Core.Metadata.MetadataField",
        "EcaTools.PracticeOrg.",
        "EcaTools.Core.Reports.Summary.",
    ];

    private static readonly Type[] s_scalars =
    [
        typeof(string),
        typeof(DateTime),
        typeof(DateTimeOffset),
        typeof(Guid),
        typeof(Uri),
        typeof(decimal),
    ];

    [Fact]
    public void Every_type_is_registered_to_be_seen_flat()
    {
        string[] registered =
        [
            .. module
                .Run("Get-TypeData EcaTools.* | Where-Object TypeAdapter | ForEach-Object TypeName")
                .Select(name => (string)name.BaseObject),
        ];
        Each(type =>
            Assert.True(
                registered.Contains(type.FullName, StringComparer.Ordinal),
                $"Add typeof({type.Name}) to src/EcaTools/Engine/Output/FlatTypes.cs, {ToExport}."
            )
        );
    }

    [Fact]
    public void What_ConvertTo_Json_can_not_write_is_marked() =>
        Each(type =>
            Assert.All(
                PropertiesOf(type).Where(property => !IsPlain(property.PropertyType)),
                property =>
                    Assert.True(
                        property.GetCustomAttributes().Any(one => one.GetType().FullName == JsonIgnore),
                        $"Put [FlatJson] on {type.FullName}.{property.Name} ([property: FlatJson] on a parameter of a record), {ToExport}."
                    )
            )
        );

    [Fact]
    public void Enumerations_are_exported_by_name() =>
        Each(type =>
            Assert.All(
                PropertiesOf(type).Select(property => ItemOf(property.PropertyType)).Where(one => one.IsEnum),
                one =>
                    Assert.True(
                        Enum.GetUnderlyingType(one) == typeof(long),
                        $"Declare 'public enum {one.Name} : long': ConvertTo-Json writes the names of no other enumerations."
                    )
            )
        );

    [Fact]
    public void Every_object_has_a_short_text() =>
        Each(type =>
        {
            MethodInfo text = type.GetMethod(nameof(ToString), Type.EmptyTypes)!;
            bool isMade = text.GetCustomAttributes().Any(one => one.GetType().Name == "CompilerGeneratedAttribute");
            Assert.True(
                text.DeclaringType!.Namespace!.StartsWith("EcaTools", StringComparison.Ordinal) && !isMade,
                $"Override ToString() of {type.FullName} to give its name: it stands in text and in CSV files."
            );
        });

    [Fact]
    public void Every_object_has_properties_that_a_list_shows()
    {
        XDocument types = XDocument.Load(Path.Combine(module.Folder, "EcaTools.Types.ps1xml"));
        Each(type =>
        {
            string[]? shown = types
                .Descendants("Type")
                .FirstOrDefault(one => one.Element("Name")!.Value == type.FullName)
                ?.Descendants("ReferencedProperties")
                .Elements("Name")
                .Select(name => name.Value)
                .ToArray();
            Assert.True(
                shown is { Length: > 0 and <= 10 },
                $"Give {type.FullName} a DefaultDisplayPropertySet of one to ten properties in src/EcaTools/EcaTools.Types.ps1xml, the name first."
            );
            Assert.All(shown, name => Assert.Contains(PropertiesOf(type), property => property.Name == name));
        });
    }

    private const string JsonIgnore = "Newtonsoft.Json.JsonIgnoreAttribute";

    private void Each(Action<Type> check) => Assert.All(OutputTypes(), check);

    /// <summary>The types that cmdlets write, and those that their properties hold.</summary>
    private ImmutableArray<Type> OutputTypes()
    {
        Dictionary<string, Type> found = new(StringComparer.Ordinal);
        Queue<Type> open = new(
            module
                .Cmdlets.SelectMany(cmdlet =>
                    cmdlet.ImplementingType.GetCustomAttributes<OutputTypeAttribute>(inherit: true)
                )
                .SelectMany(output => output.Type)
                .Select(output => output.Type)
                .OfType<Type>()
        );
        while (open.TryDequeue(out Type? type))
        {
            if (IsListed(type) && found.TryAdd(type.FullName!, type))
            {
                foreach (PropertyInfo property in PropertiesOf(type))
                {
                    open.Enqueue(ItemOf(property.PropertyType));
                }
            }
        }

        Assert.NotEmpty(found);
        return [.. found.Values.OrderBy(type => type.FullName, StringComparer.Ordinal)];
    }

    private static bool IsListed(Type type) =>
        type.FullName?.StartsWith("EcaTools.", StringComparison.Ordinal) == true
        && !type.IsEnum
        && !Array.Exists(s_textOnly, prefix => type.FullName.StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters() is []);

    private static bool IsPlain(Type type) =>
        IsScalar(type) || (typeof(IEnumerable).IsAssignableFrom(Bare(type)) && IsScalar(ItemOf(type)));

    private static bool IsScalar(Type type) =>
        Bare(type) is { IsPrimitive: true } or { IsEnum: true } || s_scalars.Contains(Bare(type));

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>The type of a property's value, or of the items of its list.</summary>
    private static Type ItemOf(Type type) =>
        Bare(type) switch
        {
            { IsGenericType: true } list => ItemOf(list.GetGenericArguments()[^1]),
            _ when type.IsArray => type.GetElementType()!,
            { } bare => bare,
        };
}
