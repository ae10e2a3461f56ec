using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Preflight;

/// <summary>Looks whether an org is ready for a migration: versions, types, permissions, settings, limits, clock and
/// token. It changes nothing.</summary>
/// <param name="org">The org.</param>
public sealed class EcaPreflight(EcaOrg org)
{
    private readonly PreflightFacts _facts = PreflightFacts.Default;
    private readonly SalesforceClient _client = org.GetClient();

    /// <summary>Each check, as it is made. What the org does not answer is a skipped check with the reason.</summary>
    /// <exception cref="EcaException"><c>SessionExpired</c>, <c>OrgUnreachable</c> or another error at the first
    /// request, when nothing can be asked.</exception>
    public async IAsyncEnumerable<PreflightCheck> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ImmutableArray<ApiVersion> offered = await _client.GetVersionsAsync(cancellation).ConfigureAwait(false);
        yield return Version(offered);
        yield return Clock();
        yield return await Limits(cancellation).ConfigureAwait(false);
        yield return Token(offered);
        MetadataClient metadata = new(_client);
        foreach (PreflightCheck check in await TypesAsync(metadata, cancellation).ConfigureAwait(false))
        {
            yield return check;
        }

        foreach (PreflightFacts.PermissionFact permission in _facts.Permissions)
        {
            yield return await PermissionAsync(permission, cancellation).ConfigureAwait(false);
        }

        foreach (
            IGrouping<(string Type, string Name), PreflightFacts.SettingFact> group in _facts
                .Settings.Where(setting =>
                    setting.Until is null || org.ApiVersion <= new ApiVersion(setting.Until.Value)
                )
                .GroupBy(setting => (setting.Type, setting.Name))
        )
        {
            foreach (PreflightCheck check in await SettingsAsync(metadata, group, cancellation).ConfigureAwait(false))
            {
                yield return check;
            }
        }
    }

    private PreflightCheck Version(ImmutableArray<ApiVersion> offered)
    {
        ApiVersion oldest = new(_facts.OldestVersion.Value);
        string detail = $"{offered[0]} to {offered[^1]} offered, {org.ApiVersion} in use";
        return org.ApiVersion >= oldest
            ? Passed("API version", detail)
            : Failed(
                "API version",
                $"{detail}; External Client Apps with OAuth begin at {oldest}",
                $"Connect again with -ApiVersion {oldest} or a newer one."
            );
    }

    private PreflightCheck Clock()
    {
        const string Check = "Clock";
        if (_client.Wire.ClockSkew is not { } skew)
        {
            return Skipped(
                Check,
                "The org's responses carry no date.",
                "Compare this machine's clock with a time server."
            );
        }

        string detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "ahead of" : "behind")} the org"
        );
        return skew.Duration() <= TimeSpan.FromSeconds(_facts.LargestSkewSeconds.Value)
            ? Passed(Check, detail)
            : Failed(
                Check,
                $"This machine's clock is {detail}: the org takes signed assertions for expired or not yet valid.",
                "Set this machine's clock by a time server."
            );
    }

    private async Task<PreflightCheck> Limits(CancellationToken cancellation)
    {
        const string Check = "API requests";
        try
        {
            JsonElement limits = await _client.GetJsonAsync("limits", cancellation).ConfigureAwait(false);
            if (
                limits.ValueKind != JsonValueKind.Object
                || !limits.TryGetProperty("DailyApiRequests", out JsonElement daily)
            )
            {
                return Skipped(Check, "The org names no daily limit.", "See Setup > Company Information.");
            }

            int left = daily.Number("Remaining");
            string detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{left:N0} of {daily.Number("Max"):N0} left today"
            );
            return left >= _facts.FewestRequestsLeft.Value
                ? Passed(Check, detail)
                : Failed(
                    Check,
                    detail,
                    "Wait until older requests leave the 24-hour window, or ask Salesforce for more (Setup > Company Information)."
                );
        }
        catch (EcaException error)
        {
            return Skipped(Check, error.Message, error.NextStep);
        }
    }

    private PreflightCheck Token(ImmutableArray<ApiVersion> offered)
    {
        const string Check = "Token and SOAP";
        ApiVersion from = new(_facts.SoapTakesJwtFrom.Value);
        if (!_client.Token.IsJwt)
        {
            return Passed(Check, "The access token is an opaque one, which SOAP takes in every version.");
        }

        return org.ApiVersion >= from || offered.Contains(from)
            ? Passed(Check, $"The access token is a JWT; SOAP calls use {from}, deploys of earlier versions use REST.")
            : Failed(
                Check,
                $"The access token is a JWT, which SOAP takes from {from} on, and the org offers {offered[^1]}: metadata can't be read.",
                "Connect through an app that issues no JWT-based access tokens, or with -SfAlias."
            );
    }

    private async Task<ImmutableArray<PreflightCheck>> TypesAsync(
        MetadataClient metadata,
        CancellationToken cancellation
    )
    {
        HashSet<string> known;
        try
        {
            known =
            [
                .. (await metadata.DescribeAsync(cancellation).ConfigureAwait(false)).Select(type => type.XmlName),
            ];
        }
        catch (EcaException error)
        {
            return [.. _facts.Types.Select(type => Skipped($"Type {type.Name}", error.Message, error.NextStep))];
        }

        return
        [
            .. _facts.Types.Select(type =>
                known.Contains(type.Name)
                    ? Passed($"Type {type.Name}", $"described in {org.ApiVersion}")
                    : Failed(
                        $"Type {type.Name}",
                        $"The org does not describe it in {org.ApiVersion}.",
                        "Opt in to External Client Apps in Setup > External Client App Settings, and give the user the External Client App permissions; then try a newer -ApiVersion."
                    )
            ),
        ];
    }

    private async Task<PreflightCheck> PermissionAsync(
        PreflightFacts.PermissionFact permission,
        CancellationToken cancellation
    )
    {
        string check = $"Permission {permission.Label}";
        try
        {
            bool has = await new UserPermissions(org).HasAsync(permission.Name, cancellation).ConfigureAwait(false);
            return has
                ? Passed(check, $"{org.Username} has it")
                : Failed(
                    check,
                    $"{org.Username} lacks it. It is needed for {permission.Stage}.",
                    $"Give the user a permission set with '{permission.Label}' (Setup > Permission Sets)."
                );
        }
        catch (EcaException error) when (error.ErrorId == "MalformedQuery")
        {
            return Skipped(
                check,
                "The org does not know this permission, or does not show it to the user.",
                $"Look for '{permission.Label}' in the user's permission sets (Setup > Users > the user > View Summary)."
            );
        }
        catch (EcaException error)
        {
            return Skipped(check, error.Message, error.NextStep);
        }
    }

    private async Task<ImmutableArray<PreflightCheck>> SettingsAsync(
        MetadataClient metadata,
        IGrouping<(string Type, string Name), PreflightFacts.SettingFact> group,
        CancellationToken cancellation
    )
    {
        XElement? record = null;
        try
        {
            await foreach (
                XElement read in metadata
                    .ReadAsync(group.Key.Type, [group.Key.Name], cancellation)
                    .ConfigureAwait(false)
            )
            {
                record = read;
            }
        }
        catch (EcaException error)
        {
            return [.. group.Select(setting => Skipped($"Setting {setting.Label}", error.Message, error.NextStep))];
        }

        return
        [
            .. group.Select(setting =>
            {
                if (record?.Text(setting.Element) is not { } value)
                {
                    return Skipped(
                        $"Setting {setting.Label}",
                        $"The org says nothing of {setting.Type}.{setting.Element}.",
                        setting.NextStep
                    );
                }

                return value == (setting.Wanted ? "true" : "false")
                    ? Passed($"Setting {setting.Label}", $"{setting.Element} is {value}")
                    : Failed($"Setting {setting.Label}", $"{setting.Element} is {value}", setting.NextStep) with
                    {
                        Outcome = setting.IsForLater ? CheckOutcome.Warning : CheckOutcome.Failed,
                    };
            }),
        ];
    }

    private PreflightCheck Passed(string check, string detail) =>
        new(org.Alias, check, CheckOutcome.Passed, detail, null);

    private PreflightCheck Skipped(string check, string reason, string nextStep) =>
        new(org.Alias, check, CheckOutcome.Skipped, reason, nextStep);

    private PreflightCheck Failed(string check, string detail, string nextStep) =>
        new(org.Alias, check, CheckOutcome.Failed, detail, nextStep);
}
