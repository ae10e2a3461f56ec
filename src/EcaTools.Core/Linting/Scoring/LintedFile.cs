using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>What is kept of a file that was read, for the checks that look at several files.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Type">The metadata type.</param>
/// <param name="FullName">The full name, from the file's name.</param>
/// <param name="Kept">The elements that those checks look at.</param>
internal sealed record LintedFile(string Path, string Type, string FullName, ImmutableArray<MetadataField> Kept)
{
    public const string ClientCredentials = "isClientCredentialsFlowEnabled";
    public const string Certificate = "certificate";
    public const string Scopes = "commaSeparatedOauthScopes";
    public const string PermittedUsers = "permittedUsersPolicyType";
    public const string OauthPlugin = "isOauthPluginEnabled";
    public const string Label = "label";
    public const string DistributionState = "distributionState";
    public const string Link = "oauthLink";
    public const string TrustedIpRanges = "trustedIpRanges";
    public const string ClientCredentialsUser = "clientCredentialsFlowUser";
    public const string RefreshTokenPolicy = "refreshTokenPolicyType";
    public const string RefreshTokenPeriod = "refreshTokenValidityPeriod";
    public const string RefreshTokenUnit = "refreshTokenValidityUnit";
    public const string IdleTimeEnforced = "isEnforceRefreshTokenTTL";

    private static readonly FrozenSet<string> Names = ScoreRubric
        .Default.Conditions.Select(condition => condition.Element)
        .Concat([
            EcaType.Owner,
            ClientCredentials,
            Certificate,
            Scopes,
            PermittedUsers,
            OauthPlugin,
            Label,
            DistributionState,
            Link,
            TrustedIpRanges,
            ClientCredentialsUser,
            RefreshTokenPolicy,
            RefreshTokenPeriod,
            RefreshTokenUnit,
            IdleTimeEnforced,
        ])
        .Concat(EcaTypeFacts.All.Select(type => type.PluginSwitch).OfType<string>())
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The app that the file belongs to; the app's own name in its own file, empty where none is
    /// named.</summary>
    public string Owner => Type == EcaType.App ? FullName : this[EcaType.Owner]?.Value?.Trim() ?? "";

    /// <summary>The switch in the policies of an app without which files of a type do nothing; null where there is
    /// none.</summary>
    public static string? SwitchOf(string type) => EcaTypeFacts.Find(type)?.PluginSwitch;

    /// <summary>The first element of that name; null where there is none or where it is blank.</summary>
    public MetadataField? this[string name] =>
        Kept.FirstOrDefault(field => field.Name == name && !string.IsNullOrWhiteSpace(field.Value));

    /// <summary>Keeps of a record what the checks look at. Of a certificate, a group and a long text it is only that
    /// they are there.</summary>
    public static LintedFile Of(LintSource file, MetadataRecord record) =>
        new(
            file.Path,
            file.Type.Name,
            file.FullName,
            [
                .. record
                    .Fields.Where(field => Names.Contains(field.Name))
                    .Select(field =>
                        field.Group is not null
                        || (
                            field.Name is Certificate or "callbackUrl" or "description"
                            && !string.IsNullOrWhiteSpace(field.Value)
                        )
                            ? field with
                            {
                                Value = "present",
                                Group = null,
                            }
                            : field
                    ),
            ]
        );

    /// <summary>Whether the app says itself that it does without OAuth. An app whose OAuth files are elsewhere does
    /// not.</summary>
    /// <param name="app">The files of the app.</param>
    public static bool HasNoOauth(LintedFile[] app) =>
        !app.Any(file => file.Type is EcaType.OauthSettings or EcaType.GlobalOauthSettings)
        && app.Any(file => file.Type == EcaType.Policies && file[OauthPlugin]?.Value?.Trim() is "false" or "0");

    /// <summary>Whether a flag is on.</summary>
    public bool IsOn(string name) => this[name]?.Value?.Trim() is "true" or "1";
}
