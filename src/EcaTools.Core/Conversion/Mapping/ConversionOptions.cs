using System.Collections.Immutable;
using EcaTools.Core.Certificates;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>How a Connected App is to be converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>The API version to write for: from <see cref="MetadataSchema.First"/> to
    /// <see cref="MetadataSchema.Last"/>.</summary>
    public ApiVersion ApiVersion { get; init; } = MetadataSchema.Default.DefaultVersion;

    /// <summary>The External Client App's full name; null to keep the Connected App's, or to make a valid one from
    /// it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the full name is made from where <see cref="Name"/> is null: text with <c>{Name}</c> (the Connected App's
    /// full name without a namespace prefix), <c>{Label}</c> and <c>{Namespace}</c> in it. Null for <c>{Name}</c>. The
    /// result is made valid; where it is too long, what stands for the placeholders is cut, not the text around them.
    /// </summary>
    public string? NamePattern { get; init; }

    /// <summary>
    /// What the label is made from, with the placeholders of <see cref="NamePattern"/>; null to keep the Connected
    /// App's. The login history knows apps by label alone (Object Reference: LoginHistory), so two apps with one label
    /// can't be distinguished there.
    /// </summary>
    public string? LabelPattern { get; init; }

    /// <summary>How the app is distributed.</summary>
    public DistributionState DistributionState { get; init; }

    /// <summary>
    /// Whether to leave out what says no more than the documented default. Defaults that orgs and releases change are
    /// written all the same.
    /// </summary>
    public bool IsMinimal { get; init; }

    /// <summary>The certificate that takes the place of the app's own, to renew it; null to keep it. An app that has
    /// none gets none.</summary>
    public SigningCertificate? Certificate { get; init; }

    /// <summary>What becomes of the OAuth scopes.</summary>
    public ScopePolicy ScopePolicy { get; init; }

    /// <summary>The scopes for <see cref="ScopePolicy.Explicit"/>, as metadata (<c>RefreshToken</c>) or OAuth
    /// (<c>refresh_token</c>) writes them.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>The MCP clients that the app is for; see <see cref="McpProfile"/>.</summary>
    public ImmutableArray<McpProfile> Profiles { get; init; } = [];

    /// <summary>
    /// The API names of the org's permission sets by their labels. A Connected App names permission sets by label, an
    /// External Client App by API name (files retrieved from orgs, field reports). A label that is not among them is a
    /// loss, unless it is one of the API names.
    /// </summary>
    public IReadOnlyDictionary<string, string> PermissionSetNames { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The certificates of the project by name, each as the text of its file: files made by hand name a certificate
    /// where an org writes its content.
    /// </summary>
    public IReadOnlyDictionary<string, string> Certificates { get; init; } = ImmutableDictionary<string, string>.Empty;
}
