using System.Globalization;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Guides;

/// <summary>Writes the guide to the mapping (docs/guides/mapping.md) from its data, so that the two can't
/// disagree.</summary>
internal static class MappingGuide
{
    private const string Opening = """
        # Where each element of a Connected App goes

        This page is generated from the data that `New-EcaMetadata` converts by (`src/EcaTools.Core/Data/connectedapp-mapping.json`,
        `metadata-schema.json` and `oauth-scopes.json`). To change it, change the data and run `./build.ps1 -Task Docs`.

        Every element of ConnectedApp stands in a table below: it goes into the metadata of the External Client App, or it is a loss that
        `New-EcaMetadata` names with its reason and what to do. An element that the target API version does not have yet, or no more, is a loss,
        too; the versions are those of the External Client App's element. UNCONFIRMED means that no source settles it.


        """;

    private const string Legend = """
        | Word | What happens |
        | --- | --- |
        | copied | The text is the same. |
        | other words | The value has another word for the same meaning; the words are given. |
        | group | A repeated group is copied field by field, to each target that the app has. |
        | list | Repeated elements become one list with commas, or repeated elements where the target has these. |
        | one URL a line | One element holds all callback URLs. |
        | certificate | Bare base64 becomes PEM text. |
        | refresh token policy | `zero`, `infinite`, `specific_lifetime:N:UNIT` or `specific_inactivity:N:UNIT` becomes a type, a period and a unit. |
        | client credentials flow | It is on only where there is a user to run as. |
        | loss | It does not go. |

        Metadata types are written without `ExtlClntApp`, and `ConfigurablePolicies` as `Policies`: OauthPolicies is
        ExtlClntAppOauthConfigurablePolicies, and Policies is ExtlClntAppConfigurablePolicies. `else` names where the value goes if the app or the
        API version does not have the first.


        """;

    /// <summary>The guide as Markdown, with LF line ends.</summary>
    public static string Render() => Render(ConnectedAppMapping.Default, MetadataSchema.Default);

    private static string Render(ConnectedAppMapping mapping, MetadataSchema schema)
    {
        // A checkout may have changed the line ends of this file.
        StringBuilder text = new(Opening.ReplaceLineEndings("\n"));
        AddRecords(text, mapping);
        text.Append("## The elements\n\n").Append(Legend.ReplaceLineEndings("\n"));
        foreach (
            IGrouping<string, string> group in Leaves(schema, "ConnectedApp", "")
                .Order(StringComparer.Ordinal)
                .GroupBy(GroupOf, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            text.Append(group.Key.Length == 0 ? "### ConnectedApp\n\n" : $"### {group.Key}\n\n");
            AddElements(text, mapping, group);
        }

        string[] related = [.. Leaves(schema, ConnectedApp.RelatedType, "").Order(StringComparer.Ordinal)];
        text.Append(
            "### What other records say about the app\n\nAn app that is read from an org, or next to these files, brings them along.\n\n"
        );
        AddElements(text, mapping, related);
        AddConstants(text, mapping);
        AddValues(text, mapping);
        AddLosses(text, mapping);
        AddScopes(text);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void AddRecords(StringBuilder text, ConnectedAppMapping mapping)
    {
        text.Append("## The records\n\nAn app `Billing` becomes these. Which of them depends on what it has.\n\n");
        text.Append("| Metadata type | File | Versions | Made for |\n| --- | --- | --- | --- |\n");
        foreach (RecordMapping record in mapping.Records)
        {
            string needs =
                record.Needs.IsEmpty && record.NeedsOne.IsEmpty
                    ? "every app"
                    : "an app with "
                        + string.Join(
                            " and ",
                            record
                                .Needs.Select(Code)
                                .Concat(
                                    record.NeedsOne.IsEmpty ? [] : [string.Join(" or ", record.NeedsOne.Select(Code))]
                                )
                        );
            text.Append(
                $"| {record.Type.Name} | `{record.Type.Directory}/Billing{record.NameSuffix}.{record.Type.Suffix}-meta.xml` | {Span(record.First, record.Type.Last)} | {needs} |\n"
            );
        }

        text.Append('\n');
    }

    private static void AddElements(StringBuilder text, ConnectedAppMapping mapping, IEnumerable<string> paths)
    {
        text.Append(
            "| ConnectedApp | External Client App | Versions | What happens | Source |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (string path in paths)
        {
            (FieldMapping? row, string inner) = RowOf(mapping, path);
            if (row is null)
            {
                continue;
            }

            TargetElement[] targets = [.. row.To.Select(target => Inside(target, row, inner))];
            TargetElement[] others = row.OrTo is { } other ? [other] : [];
            string to =
                targets.Length == 0
                    ? "none"
                    : string.Join(
                        "<br>",
                        targets
                            .Select(target => $"{ShortName(target.Type)}.{target.Path}")
                            .Concat(others.Select(target => $"else {ShortName(target.Type)}.{target.Path}"))
                    );
            string versions = string.Join(
                "<br>",
                targets
                    .Concat(others)
                    .Select(target =>
                        Span(Later(target.Element.First, target.Type.First), target.Element.Last ?? target.Type.Last)
                    )
            );
            text.Append($"| `{path}` | {to} | {versions} | {Cell(Happens(row))} | {Cell(row.Source)} |\n");
        }

        text.Append('\n');
    }

    private static void AddConstants(StringBuilder text, ConnectedAppMapping mapping)
    {
        text.Append(
            "## What is written of itself\n\nWhere nothing in the Connected App says otherwise.\n\n| Element | Value |\n| --- | --- |\n"
        );
        foreach ((TargetElement to, string value) in mapping.Constants)
        {
            text.Append($"| {ShortName(to.Type)}.{to.Path} | `{value}` |\n");
        }

        foreach (FieldMapping row in mapping.Fields.Where(row => row.Default is not null))
        {
            string value = row.Values?.GetValueOrDefault(row.Default!) ?? row.Default!;
            text.Append(
                $"| {string.Join(", ", row.To.Select(to => $"{ShortName(to.Type)}.{to.Path}"))} | `{value}`, which is what a Connected App without `{row.From}` means |\n"
            );
        }

        text.Append('\n');
    }

    private static void AddValues(StringBuilder text, ConnectedAppMapping mapping)
    {
        text.Append(
            "## Values with another word, and values without one\n\n| Element | In ConnectedApp | In the External Client App |\n| --- | --- | --- |\n"
        );
        foreach (
            FieldMapping row in mapping.Fields.Where(row =>
                !row.To.IsEmpty && row.Transform is not FieldTransform.Group
            )
        )
        {
            foreach (
                (string from, string to) in (row.Values ?? Enumerable.Empty<KeyValuePair<string, string>>())
                    .Where(word => word.Key != word.Value)
                    .OrderBy(word => word.Key, StringComparer.Ordinal)
            )
            {
                text.Append($"| `{row.From}` | `{from}` | `{to}` |\n");
            }

            foreach (string lost in ValuesWithout(row))
            {
                text.Append(
                    $"| `{row.From}` | `{lost}` | none: {Cell(row.Reason.Length > 0 ? row.Reason : "the target has no such value.")} |\n"
                );
            }
        }

        text.Append('\n');
    }

    private static void AddLosses(StringBuilder text, ConnectedAppMapping mapping)
    {
        text.Append(
            "## What is lost, and what to do\n\nThe last ones are lost for some values only.\n\n| ConnectedApp | Why | What to do |\n| --- | --- | --- |\n"
        );
        foreach (
            FieldMapping row in mapping
                .Fields.Where(row => row.Reason.Length > 0)
                .OrderBy(row => row.To.IsEmpty ? 0 : 1)
        )
        {
            text.Append(
                $"| `{row.From}` | {Cell(row.Reason)} | {Cell(row.Action.Replace("{name}", "the app", StringComparison.Ordinal))} |\n"
            );
        }

        text.Append('\n');
    }

    private static void AddScopes(StringBuilder text)
    {
        text.Append(
            "## The names of the scopes\n\nEach scope has four names. A name of a client that is marked * is long known and was not read in a source again: UNCONFIRMED.\n\n"
        );
        text.Append(
            "| A client asks for | ConnectedApp | External Client App | sObject ExtlClntAppOauthSettings |\n| --- | --- | --- | --- |\n"
        );
        foreach (ScopeName scope in ScopeName.All)
        {
            string client =
                scope.Client.Length == 0 ? "not known" : $"`{scope.Client}`{(scope.IsClientSure ? "" : " \\*")}";
            text.Append(
                $"| {client} | {Named(scope.ConnectedApp)} | {Named(scope.ExternalClientApp)} | `{scope.Field}` |\n"
            );
        }

        text.Append($"\nSource: {ScopeName.Source}\n");

        static string Named(string name) => name.Length == 0 ? "none" : $"`{name}`";
    }

    /// <summary>The values that the source's enum has and the target's does not, in any API version.</summary>
    private static IEnumerable<string> ValuesWithout(FieldMapping row) =>
        ConnectedAppMapping.SourceOf(row.From) is { } source
        && MetadataSchema.Default.FindEnum(source.Type) is { } from
        && MetadataSchema.Default.FindEnum(row.To[0].Element.Type) is { } to
            ? from
                .Values.Select(value => value.Name)
                .Where(value =>
                    !(row.ItemPattern?.IsMatch(value) ?? true)
                    || !to.Values.Any(known => known.Name == (row.Values?.GetValueOrDefault(value) ?? value))
                )
            : [];

    private static string Happens(FieldMapping row)
    {
        string happens = row.Transform switch
        {
            FieldTransform.None => $"loss: {row.Reason}",
            FieldTransform.Copy => row.Values is null
                ? "copied"
                : "other words: "
                    + string.Join(
                        ", ",
                        row.Values.OrderBy(word => word.Key, StringComparer.Ordinal)
                            .Select(word => $"{word.Key} -> {word.Value}")
                    ),
            FieldTransform.Group => "group",
            FieldTransform.List => "list",
            FieldTransform.CallbackUrls => "one URL a line",
            FieldTransform.Certificate => "certificate",
            FieldTransform.RefreshTokenPolicy => "refresh token policy",
            FieldTransform.ClientCredentialsFlow or FieldTransform.ClientCredentialsUser => "client credentials flow",
            _ => row.Transform.ToString(),
        };
        string also = string.Concat(
            row.Also.Select(also => $"; {ShortName(also.To.Type)}.{also.To.Path} becomes {also.Value}")
        );
        return happens + also;
    }

    /// <summary>The row of a path, or of the nearest group around it, and the path inside that group.</summary>
    private static (FieldMapping? Row, string Inner) RowOf(ConnectedAppMapping mapping, string path)
    {
        string at = path;
        while (mapping.Find(at) is null)
        {
            int dot = at.LastIndexOf('.');
            if (dot < 0)
            {
                return (null, "");
            }

            at = at[..dot];
        }

        return (mapping.Find(at), at.Length < path.Length ? path[(at.Length + 1)..] : "");
    }

    private static TargetElement Inside(TargetElement target, FieldMapping row, string inner) =>
        inner.Length > 0 && row.GroupFields?.GetValueOrDefault(inner) is { } name
            ? TargetElement.Parse($"{target}.{name}")
            : target;

    /// <summary>Every leaf of a type, by its path. A group whose elements nobody documents is one itself.</summary>
    private static IEnumerable<string> Leaves(MetadataSchema schema, string type, string prefix) =>
        schema
            .Find(type)!
            .Elements.Values.SelectMany(element =>
                schema.Find(element.Type) is { Elements.Count: > 0 } group
                    ? Leaves(schema, group.Name, $"{prefix}{element.Name}.")
                    : [prefix + element.Name]
            );

    private static string GroupOf(string path) =>
        path.IndexOf('.', StringComparison.Ordinal) is > 0 and int dot ? path[..dot] : "";

    private static string ShortName(MetadataType type) =>
        type
            .Name.Replace("ExtlClntApp", "", StringComparison.Ordinal)
            .Replace("ConfigurablePolicies", "Policies", StringComparison.Ordinal);

    private static ApiVersion? Later(ApiVersion? one, ApiVersion? other) => one is null || other > one ? other : one;

    private static string Span(ApiVersion? first, ApiVersion? last)
    {
        ApiVersion oldest = MetadataSchema.Default.First;
        return (first is { } from && from > oldest ? from.ToString() : "", last?.ToString() ?? "") switch
        {
            ("", "") => "all",
            ({ Length: > 0 } since, "") => string.Create(CultureInfo.InvariantCulture, $"{since} and later"),
            ("", var until) => $"up to {until}",
            var (since, until) => $"{since} to {until}",
        };
    }

    private static string Code(string path) => $"`{path}`";

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "\\<", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal);
}
