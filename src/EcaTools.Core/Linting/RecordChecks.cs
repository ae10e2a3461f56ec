using EcaTools.Core.Conversion;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting;

/// <summary>The checks of one record by itself, beyond what the schema says.</summary>
internal sealed class RecordChecks(LintRules rules)
{
    // The key prefixes of PermissionSet and User.
    private const string PermissionSetPrefix = "0PS";
    private const string UserPrefix = "005";

    /// <summary>All that stands out in a record.</summary>
    /// <param name="file">The file.</param>
    /// <param name="record">The record.</param>
    /// <param name="isInFolder">Whether the other files of its app are looked at, too.</param>
    public IEnumerable<LintFinding> Check(LintSource file, MetadataRecord record, bool isInFolder)
    {
        IEnumerable<LintFinding> own = file.Type.Name switch
        {
            EcaType.OauthSettings when !isInFolder => CheckLink(file.Path, record),
            EcaType.GlobalOauthSettings => CheckGlobal(file.Path, record),
            EcaType.OauthPolicies => CheckPolicies(file.Path, record),
            _ => [],
        };
        return CheckName(file)
            .Concat(rules.OfValues[file.Type.Name].SelectMany(rule => CheckValues(file.Path, record, rule)))
            .Concat(own);
    }

    private IEnumerable<LintFinding> CheckName(LintSource file) =>
        EcaName.IsValid(file.FullName)
            ? []
            :
            [
                rules[LintRuleId.InvalidName]
                    .At(
                        file.Path,
                        0,
                        null,
                        $"'{file.FullName}' can't be a full name. Proposed: {EcaName.Propose(file.FullName)}."
                    ),
            ];

    private static IEnumerable<LintFinding> CheckValues(string path, MetadataRecord record, LintRule rule)
    {
        LintCondition when = rule.When!;
        foreach (
            MetadataField field in record.Fields.Where(field =>
                when.Elements.Contains(field.Name, StringComparer.Ordinal)
            )
        )
        {
            string[] items = (field.Value ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );
            string? found = items.FirstOrDefault(item =>
                when.Values.IsEmpty || when.Values.Contains(item, StringComparer.OrdinalIgnoreCase)
            );
            if (found is not null)
            {
                yield return rule.Fixable(
                    path,
                    field.Line,
                    field.Name,
                    when.Values.IsEmpty
                        ? $"'{field.Name}' is '{found}'."
                        : $"'{field.Name}' {(items.Length > 1 ? "has" : "is")} {found}."
                );
            }
        }

        if (
            when.OrMissing is not null
            && when.Elements.FirstOrDefault(name => record.Fields.All(field => field.Name != name)) is { } missing
        )
        {
            yield return rule.At(path, 0, missing, $"'{missing}' is missing; an org takes {when.OrMissing}.");
        }
    }

    /// <summary>The link of OAuth settings to the consumer of an org. Among the files of a folder FolderChecks looks at
    /// it, because a packaged app keeps it.</summary>
    private IEnumerable<LintFinding> CheckLink(string path, MetadataRecord record) =>
        record
            .Fields.Where(field => field.Name == LintedFile.Link && !string.IsNullOrWhiteSpace(field.Value))
            .Select(field => OfLink(rules, path, field));

    /// <summary>The finding about a link.</summary>
    internal static LintFinding OfLink(LintRules rules, string path, MetadataField field) =>
        rules[LintRuleId.OrgBoundLink]
            .Fixable(path, field.Line, field.Name, $"'{field.Name}' is '{field.Value!.Trim()}'.");

    private IEnumerable<LintFinding> CheckGlobal(string path, MetadataRecord record)
    {
        foreach (
            LintFinding finding in record
                .Fields.Where(field => field.Name == "callbackUrl")
                .SelectMany(field => CheckCallbacks(path, field))
        )
        {
            yield return finding;
        }

        if (
            On(record, "isConsumerSecretOptional") is { } isPublic
            && On(record, "isRefreshTokenRotationEnabled") is null
            && On(record, "isDPopEnabled") is null
        )
        {
            yield return rules[LintRuleId.PublicClientWithoutRotation]
                .At(
                    path,
                    isPublic.Line,
                    isPublic.Name,
                    "The secret is optional, and isRefreshTokenRotationEnabled is not true."
                );
        }

        if (On(record, "isDeviceFlowEnabled") is { } device && !Lines(record["callbackUrl"]).Any(IsLocal))
        {
            yield return rules[LintRuleId.DeviceFlowWithoutLocalCallback]
                .At(path, device.Line, device.Name, "The device flow is on, and no callback URL is on localhost.");
        }
    }

    private static bool IsLocal(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is > 0 and int at && IsLoopback(url[(at + 3)..]);

    private static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static MetadataField? On(MetadataRecord record, string name) =>
        record.Fields.FirstOrDefault(field => field.Name == name && field.Value?.Trim() is "true" or "1");

    /// <summary>One element holds all callback URLs, one a line; each is found on its own line.</summary>
    private IEnumerable<LintFinding> CheckCallbacks(string path, MetadataField field)
    {
        string[] lines = (field.Value ?? "").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string url = lines[i].Trim();
            if (url.Contains('*', StringComparison.Ordinal))
            {
                yield return rules[LintRuleId.WildcardCallback]
                    .At(path, field.Line + i, field.Name, $"'{url}' has a wildcard.");
            }

            if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !IsLoopback(url["http://".Length..]))
            {
                yield return rules[LintRuleId.PlainHttpCallback]
                    .At(path, field.Line + i, field.Name, $"'{url}' is neither https nor on this machine.");
            }
        }
    }

    private static bool IsLoopback(string rest)
    {
        int end = rest.IndexOfAny(['/', '?', '#']);
        string authority = end < 0 ? rest : rest[..end];
        string host = authority.StartsWith('[')
            ? authority[..(authority.IndexOf(']', StringComparison.Ordinal) + 1)]
            : authority.Split(':')[0];
        return host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }

    private IEnumerable<LintFinding> CheckPolicies(string path, MetadataRecord record)
    {
        MetadataField? flow = record.Fields.FirstOrDefault(field => field.Name == LintedFile.ClientCredentials);
        if (flow?.Value?.Trim() is "true" or "1" && string.IsNullOrWhiteSpace(record["clientCredentialsFlowUser"]))
        {
            yield return rules[LintRuleId.ClientCredentialsWithoutUser]
                .At(
                    path,
                    flow.Line,
                    flow.Name,
                    "The client credentials flow is on, and clientCredentialsFlowUser names nobody."
                );
        }

        foreach (MetadataField field in record.Fields.Where(field => field.Name == "commaSeparatedPermissionSet"))
        {
            foreach (
                string id in (field.Value ?? "")
                    .Split(',', StringSplitOptions.TrimEntries)
                    .Where(item => IsId(item, PermissionSetPrefix))
            )
            {
                yield return rules[LintRuleId.PermissionSetById]
                    .At(path, field.Line, field.Name, $"'{id}' is the id of a permission set.");
            }
        }

        foreach (
            MetadataField field in record.Fields.Where(field =>
                field.Name is "clientCredentialsFlowUser" or "executeHandlerAs" && IsId(field.Value?.Trim(), UserPrefix)
            )
        )
        {
            yield return rules[LintRuleId.UserById]
                .At(path, field.Line, field.Name, $"'{field.Name}' is '{field.Value!.Trim()}', the id of a user.");
        }

        MetadataField? users = record.Fields.FirstOrDefault(field =>
            field.Name == LintedFile.PermittedUsers && field.Value?.Trim() == "AdminApprovedPreAuthorized"
        );
        if (
            users is not null
            && string.IsNullOrWhiteSpace(record["commaSeparatedPermissionSet"])
            && string.IsNullOrWhiteSpace(record["commaSeparatedProfile"])
        )
        {
            yield return rules[LintRuleId.NobodyPreAuthorized]
                .At(
                    path,
                    users.Line,
                    users.Name,
                    "Only pre-authorized users may use the app, and the file names no permission set and no profile."
                );
        }
    }

    private static bool IsId(string? text, string prefix) =>
        text?.Length is 15 or 18
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.All(char.IsAsciiLetterOrDigit);
}
