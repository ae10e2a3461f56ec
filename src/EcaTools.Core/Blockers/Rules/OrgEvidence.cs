using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>What has been looked up in an org for the rules that metadata alone can't decide. What was not looked up is
/// null, and its checks are skipped.</summary>
public sealed record OrgEvidence
{
    /// <summary>Nothing was looked up.</summary>
    public static OrgEvidence None { get; } = new();

    /// <summary>The metadata types that the org has in the API version of the judgment.</summary>
    public ImmutableHashSet<string>? MetadataTypes { get; init; }

    /// <summary>The OAuth flows that the org blocks for everybody: UsernamePassword, UserAgent.</summary>
    public ImmutableArray<OAuthFlow>? BlockedFlows { get; init; }

    /// <summary>Whether the org is a Dev Hub.</summary>
    public bool? IsDevHub { get; init; }

    /// <summary>The labels that more than one app of the org has, External Client Apps included.</summary>
    public ImmutableHashSet<string>? SharedLabels { get; init; }

    /// <summary>The External Client Apps of the org by name.</summary>
    public ImmutableHashSet<string>? ExternalClientApps { get; init; }

    /// <summary>The consumer keys of those External Client Apps that have the name of a Connected App of the org and
    /// records named as Setup names them.</summary>
    public ImmutableDictionary<string, string>? ConsumerKeysOfTwins { get; init; }

    /// <summary>How many users can still be given the permission set license of integration users.</summary>
    public int? IntegrationLicensesLeft { get; init; }

    /// <summary>What could not be looked up, and why.</summary>
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>Why something is not known.</summary>
    internal string WhyNot(string what) =>
        NotRead.FirstOrDefault(part => part.Type == what) is { } part
            ? $"The org did not tell: {part.Reason}"
            : "No org was asked.";
}
