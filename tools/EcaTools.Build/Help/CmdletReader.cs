using System.Collections.Immutable;
using System.Reflection;

namespace EcaTools.Build.Help;

/// <summary>
/// Reads the cmdlets out of the compiled module's metadata. Nothing of it runs: the assembly that it was compiled against has
/// empty bodies only, so whatever ran here would prove nothing.
/// </summary>
internal static class CmdletReader
{
    private const string Automation = "System.Management.Automation.";

    /// <summary>The cmdlets of EcaTools.dll in a folder, sorted by name, with the documentation that lies beside it.</summary>
    /// <param name="folder">The folder of the assemblies.</param>
    /// <param name="documentation">Where their XML documentation is; the same folder where it is left out.</param>
    public static ImmutableArray<CmdletDefinition> Read(string folder, string? documentation = null)
    {
        XmlDocumentation summaries = new(documentation ?? folder);
        using MetadataLoadContext context = Open(folder);
        Assembly module = context.LoadFromAssemblyPath(Path.Combine(folder, Repository.Module + ".dll"));
        return [.. module.GetTypes()
            .Where(type => Attribute(type, "CmdletAttribute") is not null)
            .Select(type => Read(type, summaries))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    /// <summary>A metadata-only view of the assemblies in a folder, with the framework and PowerShell's reference assembly to resolve against.</summary>
    public static MetadataLoadContext Open(string folder) =>
        new(new PathAssemblyResolver(
        [
            .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll"),
            .. Directory.EnumerateFiles(folder, "EcaTools*.dll"),
            Path.Combine(AppContext.BaseDirectory, "System.Management.Automation.dll"),
        ]));

    private static CmdletDefinition Read(Type type, XmlDocumentation summaries)
    {
        CustomAttributeData cmdlet = Attribute(type, "CmdletAttribute")!;
        bool shouldProcess = Named(cmdlet, "SupportsShouldProcess", false);
        return new CmdletDefinition
        {
            Verb = (string)cmdlet.ConstructorArguments[0].Value!,
            Noun = (string)cmdlet.ConstructorArguments[1].Value!,
            ClassName = type.FullName!,
            Summary = summaries.OfType(type.FullName!),
            HelpUri = Named(cmdlet, "HelpUri", ""),
            DefaultParameterSet = Named(cmdlet, "DefaultParameterSetName", ""),
            SupportsShouldProcess = shouldProcess,
            ConfirmImpact = Named(cmdlet, "ConfirmImpact", 2) switch { 0 => "None", 1 => "Low", 2 => "Medium", _ => "High" },
            Parameters =
            [
                .. type.GetProperties()
                    .Where(property => Attribute(property, "ParameterAttribute") is not null)
                    .OrderBy(property => Depth(property.DeclaringType!, type))
                    .Select(property => Read(property, summaries)),
                .. shouldProcess ? ShouldProcessParameters : [],
            ],
            Outputs = [.. Outputs(type).DistinctBy(output => output.FullName, StringComparer.Ordinal).Select(output => new OutputDefinition(TypeNames.Full(output), summaries.OfType(output.FullName!)))],
        };
    }

    /// <summary>What PowerShell itself adds to a cmdlet that SupportsShouldProcess.</summary>
    private static ImmutableArray<ParameterDefinition> ShouldProcessParameters { get; } =
    [
        Switch("WhatIf", "wi", "Says what would be changed, and changes nothing."),
        Switch("Confirm", "cf", "Asks before each change."),
    ];

    private static ParameterDefinition Switch(string name, string alias, string summary) => new()
    {
        Name = name,
        Summary = summary,
        TypeName = Automation + "SwitchParameter",
        ShortTypeName = "switch",
        Aliases = [alias],
        Sets = [new ParameterMembership(ParameterMembership.AllSets)],
    };

    private static ParameterDefinition Read(PropertyInfo property, XmlDocumentation summaries)
    {
        Type type = property.PropertyType;
        Type single = type.IsArray ? type.GetElementType()! : TypeNames.UnderlyingOfNullable(type) ?? type;
        CustomAttributeData? validateSet = Attribute(property, "ValidateSetAttribute");
        CustomAttributeData? defaultValue = Attribute(property, "PSDefaultValueAttribute");
        CustomAttributeData[] declarations = [.. Attributes(property, "ParameterAttribute")];
        return new ParameterDefinition
        {
            Name = property.Name,
            Summary = summaries.OfProperty(property.DeclaringType!.FullName!, property.Name),
            TypeName = TypeNames.Full(type),
            ShortTypeName = TypeNames.Short(type),
            DefaultValue = defaultValue is null ? "" : Named(defaultValue, "Help", "") is { Length: > 0 } help ? help : Named<object>(defaultValue, "Value", "").ToString() ?? "",
            SupportsWildcards = Attribute(property, "SupportsWildcardsAttribute") is not null,
            DontShow = declarations.Any(declaration => Named(declaration, "DontShow", false)),
            Aliases = Attribute(property, "AliasAttribute") is { } alias ? Strings(alias) : [],
            AcceptedValues = validateSet is not null ? Strings(validateSet) : single.IsEnum ? [.. single.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name)] : [],
            Sets = [.. declarations.Select(Membership)],
        };
    }

    private static ParameterMembership Membership(CustomAttributeData declaration)
    {
        int position = Named(declaration, "Position", int.MinValue);
        return new ParameterMembership(
            Named(declaration, "ParameterSetName", ParameterMembership.AllSets),
            position == int.MinValue ? null : position,
            Named(declaration, "Mandatory", false),
            Named(declaration, "ValueFromPipeline", false),
            Named(declaration, "ValueFromPipelineByPropertyName", false),
            Named(declaration, "ValueFromRemainingArguments", false));
    }

    private static IEnumerable<Type> Outputs(Type type) =>
        Attributes(type, "OutputTypeAttribute").SelectMany(output => Flatten(output.ConstructorArguments)).OfType<Type>();

    private static ImmutableArray<string> Strings(CustomAttributeData attribute) => [.. Flatten(attribute.ConstructorArguments).OfType<string>()];

    private static IEnumerable<object?> Flatten(IEnumerable<CustomAttributeTypedArgument> arguments) =>
        arguments.SelectMany(argument => argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> many ? Flatten(many) : [argument.Value]);

    private static CustomAttributeData? Attribute(MemberInfo member, string name) => Attributes(member, name).FirstOrDefault();

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == Automation + name);

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name) is { MemberInfo: not null } found
            ? (T)found.TypedValue.Value!
            : otherwise;

    private static int Depth(Type declaring, Type type)
    {
        int depth = 0;
        for (Type? at = type; at is not null && at != declaring; at = at.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
