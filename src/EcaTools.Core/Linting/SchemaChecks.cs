using System.Globalization;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Linting;

/// <summary>The checks of one record against the schema of one API version.</summary>
internal sealed class SchemaChecks(MetadataSchema schema, LintRules rules)
{
    private const string ScopeEnum = "ExtlClntAppOauthScope";

    /// <summary>All that the schema has against a record.</summary>
    public IEnumerable<LintFinding> Check(LintSource file, MetadataRecord record, ApiVersion version) =>
        file.Type.IsIn(version)
            ? Check(file.Path, record, file.Type, parent: "", line: 0, version)
            :
            [
                rules[LintRuleId.TypeNotInVersion]
                    .At(
                        file.Path,
                        0,
                        null,
                        $"{file.Type.Name} is {Span(file.Type.First, file.Type.Last)}, and the files are "
                            + $"for {version}."
                    ),
            ];

    private IEnumerable<LintFinding> Check(
        string path,
        MetadataRecord record,
        MetadataType type,
        string parent,
        int line,
        ApiVersion version
    )
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
                    yield return Unknown(path, field, name, type, record, version);
                }

                continue;
            }

            if (!element.IsIn(version))
            {
                string message = $"'{name}' is {Span(element.First, element.Last)}, and the file is for {version}.";
                LintRule rule = rules[LintRuleId.ElementNotInVersion];
                yield return element.Last < version && parent.Length == 0
                    ? rule.Fixable(path, field.Line, name, message)
                    : rule.At(path, field.Line, name, message);
                continue;
            }

            if (!element.IsRepeated && count == 2)
            {
                string message = $"'{name}' stands there more than once.";
                LintRule rule = rules[LintRuleId.DuplicateElement];
                yield return parent.Length == 0 && AllSay(record, field.Name, field.Value)
                    ? rule.Fixable(path, field.Line, name, message, from: field.Value!.Trim())
                    : rule.At(path, field.Line, name, message);
            }
            else if (element.Max is { } max && count == max + 1)
            {
                yield return rules[LintRuleId.TooManyElements]
                    .At(
                        path,
                        field.Line,
                        name,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"There are more than {max} '{name}'; this is the first beyond."
                        )
                    );
            }

            foreach (LintFinding finding in CheckContent(path, field, element, name, version))
            {
                yield return finding;
            }
        }

        foreach (
            MetadataElement required in type
                .Elements.Values.Where(element => element.IsRequired && element.IsIn(version))
                .OrderBy(element => element.Name, StringComparer.Ordinal)
        )
        {
            MetadataField? field = record.Fields.FirstOrDefault(field => field.Name == required.Name);
            if (field is null || (field.Group is null && string.IsNullOrWhiteSpace(field.Value)))
            {
                string name = parent + required.Name;
                yield return rules[LintRuleId.MissingElement]
                    .At(
                        path,
                        field?.Line ?? line,
                        name,
                        $"'{name}' is {(field is null ? "missing" : "blank")}; {type.Name} requires it."
                    );
            }
        }
    }

    private IEnumerable<LintFinding> CheckContent(
        string path,
        MetadataField field,
        MetadataElement element,
        string name,
        ApiVersion version
    )
    {
        LintFinding Invalid(string message) => rules[LintRuleId.InvalidValue].At(path, field.Line, name, message);
        if (schema.Find(element.Type) is { } group)
        {
            return field.Group is null
                ? [Invalid($"'{name}' holds text where elements of {group.Name} belong.")]
                : Check(path, field.Group, group, name + ".", field.Line, version);
        }

        string value = field.Value?.Trim() ?? "";
        if (field.Group is not null)
        {
            return [Invalid($"'{name}' holds elements where a value belongs.")];
        }

        return field.IsSecret || (value.Length == 0 && element.IsRequired)
            ? []
            : element.Type switch
            {
                "string" => [],
                "boolean" => value is "true" or "false" or "0" or "1" ? [] : [NotBoolean(path, field, name, value)],
                "int" => int.TryParse(
                    value,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out int number
                )
                    ? CheckRange(path, field, element, name, number)
                    : [Invalid($"'{name}' is '{Short(value)}', not a whole number.")],
                _ when schema.FindEnum(element.Type) is { } values => (
                    element.IsList
                        ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        : [value]
                )
                    .Where(item => !values.Has(item, version))
                    .Select(item => Unlisted(path, field, name, item, values, version)),
                _ => [],
            };
    }

    private LintFinding NotBoolean(string path, MetadataField field, string name, string value)
    {
        LintRule rule = rules[LintRuleId.InvalidValue];
        string message = $"'{name}' is '{Short(value)}', not true or false.";
        return ValueFormats.ToBoolean(value) is { } written
            ? rule.Fixable(path, field.Line, name, message, from: value, to: written)
            : rule.At(path, field.Line, name, message);
    }

    private IEnumerable<LintFinding> CheckRange(
        string path,
        MetadataField field,
        MetadataElement element,
        string name,
        int number
    ) =>
        number < element.Minimum || number > element.Maximum
            ?
            [
                rules[LintRuleId.NumberOutOfRange]
                    .At(
                        path,
                        field.Line,
                        name,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"'{name}' is {number}; it takes {element.Minimum} to {element.Maximum}."
                        )
                    ),
            ]
            : [];

    /// <summary>Whether an element that stands there more than once says the same each time.</summary>
    private static bool AllSay(MetadataRecord record, string name, string? value) =>
        value is not null
        && record
            .Fields.Where(field => field.Name == name)
            .All(field => !field.IsSecret && field.Value?.Trim() == value.Trim());

    private LintFinding Unlisted(
        string path,
        MetadataField field,
        string name,
        string value,
        MetadataEnumeration values,
        ApiVersion version
    )
    {
        string closed = values.Name == ScopeEnum ? LintRuleId.UnknownScope : LintRuleId.InvalidValue;
        LintRule rule = rules[values.IsOpen ? LintRuleId.UnlistedValue : closed];
        MetadataEnumValue? near = values.Values.FirstOrDefault(known =>
            string.Equals(known.Name, value, StringComparison.OrdinalIgnoreCase)
        );
        LintInvention? invention = rules.Invention("value", value);
        string instead = invention?.Instead ?? Instead(value, near, values, version);
        string message = $"'{name}' has '{Short(value)}'. {instead}";
        string? write = invention?.Write ?? near?.Name;
        return write is not null && write != value && values.Has(write, version)
            ? rule.Fixable(path, field.Line, name, message, from: value, to: write)
            : rule.At(path, field.Line, name, message);
    }

    private static string Instead(string value, MetadataEnumValue? near, MetadataEnumeration values, ApiVersion version)
    {
        if (near is not null)
        {
            return near.Name == value
                ? $"It came with {near.First}, and the file is for {version}."
                : $"Write {near.Name}.";
        }

        IEnumerable<string> known = values
            .Values.Where(item => item.First is not { } first || first <= version)
            .Select(item => item.Name);
        return values.Name == ScopeEnum ? "No scope is near to it." : $"Values: {string.Join(", ", known)}.";
    }

    private LintFinding Unknown(
        string path,
        MetadataField field,
        string name,
        MetadataType type,
        MetadataRecord record,
        ApiVersion version
    )
    {
        bool CanBe(string? other) =>
            name == field.Name
            && other is not null
            && type.Elements.GetValueOrDefault(other)?.IsIn(version) == true
            && record.Fields.All(known => known.Name != other)
            && record.Fields.Count(known => known.Name == field.Name) == 1;

        if (rules.Invention("element", field.Name) is { } invention)
        {
            LintRule rule = rules[LintRuleId.InventedElement];
            string message = $"{type.Name} has no '{field.Name}'. {invention.Instead}";
            return CanBe(invention.Write)
                ? rule.Fixable(path, field.Line, name, message, from: field.Name, to: invention.Write)
                : rule.At(path, field.Line, name, message);
        }

        string? near = type.Elements.Keys.FirstOrDefault(known =>
            string.Equals(known, field.Name, StringComparison.OrdinalIgnoreCase)
        );
        string hint;
        if (near is not null)
        {
            hint = $" Write {near}: case counts.";
        }
        else if (
            schema
                .Types.Where(other =>
                    other.HasFiles
                    && other.Suffix!.StartsWith("eca", StringComparison.Ordinal)
                    && other.Elements.ContainsKey(field.Name)
                )
                .MinBy(other => other.Name, StringComparer.Ordinal) is
            { } home
        )
        {
            hint = $" It is an element of {home.Name} (.{home.Suffix}).";
        }
        else
        {
            hint = "";
        }

        string said = $"{type.Name} has no '{Short(name)}'.{hint}";
        return CanBe(near)
            ? rules[LintRuleId.UnknownElement].Fixable(path, field.Line, name, said, from: field.Name, to: near)
            : rules[LintRuleId.UnknownElement].At(path, field.Line, name, said);
    }

    private static string Span(ApiVersion? first, ApiVersion? last) =>
        (first, last) switch
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
