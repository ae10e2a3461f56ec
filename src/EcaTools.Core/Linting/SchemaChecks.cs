using System.Globalization;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Linting;

/// <summary>The checks of one record against the schema of one API version.</summary>
internal sealed class SchemaChecks(MetadataSchema schema, LintRules rules)
{
    private const string ScopeEnum = "ExtlClntAppOauthScope";

    /// <summary>All that the schema has against a record.</summary>
    public IEnumerable<LintFinding> Check(LintSource file, MetadataRecord record, ApiVersion version) => file.Type.IsIn(version)
        ? Check(file.Path, record, file.Type, parent: "", line: 0, version)
        : [rules[LintRuleId.TypeNotInVersion].At(file.Path, 0, null, $"{file.Type.Name} is {Span(file.Type.First, file.Type.Last)}, and the files are for {version}.")];

    private IEnumerable<LintFinding> Check(string path, MetadataRecord record, MetadataType type, string parent, int line, ApiVersion version)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (MetadataField field in record.Fields)
        {
            string name = parent + field.Name;
            MetadataElement? element = type.Elements.GetValueOrDefault(field.Name);
            int count = counts[field.Name] = counts.GetValueOrDefault(field.Name) + 1;
            if (field.IsSecret)
            {
                yield return rules[LintRuleId.SecretInFile].At(path, field.Line, name, $"'{name}' holds a secret.");
            }

            if (element is null)
            {
                if (!type.IsOpen)
                {
                    yield return Unknown(path, field, name, type);
                }

                continue;
            }

            if (!element.IsIn(version))
            {
                yield return rules[LintRuleId.ElementNotInVersion].At(
                    path, field.Line, name, $"'{name}' is {Span(element.First, element.Last)}, and the file is for {version}.");
                continue;
            }

            if (!element.IsRepeated && count == 2)
            {
                yield return rules[LintRuleId.DuplicateElement].At(path, field.Line, name, $"'{name}' stands there more than once.");
            }
            else if (element.Max is { } max && count == max + 1)
            {
                yield return rules[LintRuleId.TooManyElements].At(
                    path, field.Line, name, string.Create(CultureInfo.InvariantCulture, $"There are more than {max} '{name}'; this is the first beyond."));
            }

            foreach (LintFinding finding in CheckContent(path, field, element, name, version))
            {
                yield return finding;
            }
        }

        foreach (MetadataElement required in type.Elements.Values.Where(element => element.IsRequired && element.IsIn(version)).OrderBy(element => element.Name, StringComparer.Ordinal))
        {
            MetadataField? field = record.Fields.FirstOrDefault(field => field.Name == required.Name);
            if (field is null || (field.Group is null && string.IsNullOrWhiteSpace(field.Value)))
            {
                string name = parent + required.Name;
                yield return rules[LintRuleId.MissingElement].At(path, field?.Line ?? line, name, $"'{name}' is {(field is null ? "missing" : "blank")}; {type.Name} requires it.");
            }
        }
    }

    private IEnumerable<LintFinding> CheckContent(string path, MetadataField field, MetadataElement element, string name, ApiVersion version)
    {
        LintFinding Invalid(string message) => rules[LintRuleId.InvalidValue].At(path, field.Line, name, message);
        if (schema.Find(element.Type) is { } group)
        {
            return field.Group is null
                ? [Invalid($"'{name}' holds text where elements of {group.Name} belong.")]
                : Check(path, field.Group, group, name + ".", field.Line, version);
        }

        string value = field.Value?.Trim() ?? "";
        return field.Group is not null ? [Invalid($"'{name}' holds elements where a value belongs.")]
            : field.IsSecret || (value.Length == 0 && element.IsRequired) ? []
            : element.Type switch
            {
                "string" => [],
                "boolean" => value is "true" or "false" or "0" or "1" ? [] : [Invalid($"'{name}' is '{Short(value)}', not true or false.")],
                "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? [] : [Invalid($"'{name}' is '{Short(value)}', not a whole number.")],
                _ when schema.FindEnum(element.Type) is { } values => (element.IsList ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value])
                    .Where(item => !values.Has(item, version)).Select(item => Unlisted(path, field, name, item, values, version)),
                _ => [],
            };
    }

    private LintFinding Unlisted(string path, MetadataField field, string name, string value, MetadataEnumeration values, ApiVersion version)
    {
        LintRule rule = rules[values.IsOpen ? LintRuleId.UnlistedValue : values.Name == ScopeEnum ? LintRuleId.UnknownScope : LintRuleId.InvalidValue];
        MetadataEnumValue? near = values.Values.FirstOrDefault(known => string.Equals(known.Name, value, StringComparison.OrdinalIgnoreCase));
        string instead = rules.Instead("value", value)
            ?? (near is null ? values.Name == ScopeEnum ? "No scope is near to it." : $"Values: {string.Join(", ", values.Values.Where(known => known.First is not { } first || first <= version).Select(known => known.Name))}."
            : near.Name == value ? $"It came with {near.First}, and the file is for {version}."
            : $"Write {near.Name}.");
        return rule.At(path, field.Line, name, $"'{name}' has '{Short(value)}'. {instead}");
    }

    private LintFinding Unknown(string path, MetadataField field, string name, MetadataType type)
    {
        if (rules.Instead("element", field.Name) is { } instead)
        {
            return rules[LintRuleId.InventedElement].At(path, field.Line, name, $"{type.Name} has no '{field.Name}'. {instead}");
        }

        string hint = type.Elements.Keys.FirstOrDefault(known => string.Equals(known, field.Name, StringComparison.OrdinalIgnoreCase)) is { } near
            ? $" Write {near}: case counts."
            : schema.Types.Where(other => other.HasFiles && other.Suffix!.StartsWith("eca", StringComparison.Ordinal) && other.Elements.ContainsKey(field.Name))
                .MinBy(other => other.Name, StringComparer.Ordinal) is { } home ? $" It is an element of {home.Name} (.{home.Suffix})."
            : "";
        return rules[LintRuleId.UnknownElement].At(path, field.Line, name, $"{type.Name} has no '{Short(name)}'.{hint}");
    }

    private static string Span(ApiVersion? first, ApiVersion? last) => (first, last) switch
    {
        ({ } from, { } until) => from == until ? $"in {from} only" : $"in {from} to {until} only",
        (null, { } until) => $"in versions up to {until} only",
        _ => $"in {first} and later only",
    };

    /// <summary>A value as a message can hold it: of one line, and not long.</summary>
    private static string Short(string value)
    {
        string line = value.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..60] + "…";
    }
}
