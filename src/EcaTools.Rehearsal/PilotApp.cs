using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Rehearsal;

/// <summary>
/// The app whose callers a rehearsal switches. It must be one that a program calls by the client credentials flow,
/// because a rehearsal can log in with nothing but a consumer key and secret.
/// </summary>
internal sealed record PilotApp(EcaAssessment Assessment, EcaMetadata Metadata, EcaDeployment Deployment)
{
    /// <summary>
    /// The pattern of the label. LoginHistory knows apps by their labels alone, so that the External Client App of the
    /// pilot gets a label of its own.
    /// </summary>
    public const string LabelPattern = "{Label} ECA";

    private const string RunAsUser = "oauthConfig.oauthClientCredentialUser";

    /// <summary>The full name of the Connected App.</summary>
    public string Name => Assessment.Name;

    /// <summary>The user that the flow runs as.</summary>
    public string User => Assessment.App.Metadata[RunAsUser]!;

    /// <summary>The app of these that fits best; null if none does.</summary>
    public static EcaAssessment? Choose(ImmutableArray<EcaAssessment> assessments) =>
        assessments
            .Where(assessment =>
                assessment.CanMigrate
                && assessment.App.Id is not null
                && assessment.App.DeclaredFlows.Contains(OAuthFlow.ClientCredentials)
                && assessment.App.Metadata[RunAsUser] is { Length: > 0 }
                && assessment.Usage.Callers.Any(caller => caller.IsMachine)
            )
            .OrderBy(assessment => assessment.Verdict)
            .ThenBy(assessment => assessment.Usage.Callers.Length)
            .ThenBy(assessment => assessment.Name, StringComparer.Ordinal)
            .FirstOrDefault();
}
