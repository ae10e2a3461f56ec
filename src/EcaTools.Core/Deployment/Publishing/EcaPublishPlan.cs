using System.Collections.Immutable;
using EcaTools.Core.Comparison;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>What publishing one app would do, made by <see cref="EcaPublisher"/> without changing
/// anything.</summary>
public sealed class EcaPublishPlan
{
    internal EcaPublishPlan(Publication publication, ImmutableArray<EcaDifference> conflicts, EcaException? refusal)
    {
        (Publication, Conflicts, Refusal) = (publication, conflicts, refusal);
        Summary = PublicationText.Summary(publication);
    }

    /// <summary>The External Client App's full name.</summary>
    public string Name => Publication.App.Name;

    /// <summary>Whether the org has no such app.</summary>
    public bool IsNew => Publication.IsNew;

    /// <summary>Whether the org holds all that the files say already, so that nothing would be sent.</summary>
    public bool IsUnchanged => Publication.Changes.IsEmpty;

    /// <summary>What would change, from what the org holds (the reference side) to what the files say.</summary>
    public ImmutableArray<EcaDifference> Changes => Publication.Changes;

    /// <summary>Those of the changes that would replace what somebody else made or changed in the org.</summary>
    public ImmutableArray<EcaDifference> Conflicts { get; }

    /// <summary>What the org lacks of what the files name, as errors, and what could not be looked up, as
    /// warnings.</summary>
    public ImmutableArray<EcaDeploymentProblem> Problems => [.. Publication.Problems];

    /// <summary>Why it would not be published: <c>AppNotPublishedFromHere</c>, <c>ChangedInOrg</c> or
    /// <c>CertificateChangedInOrg</c>; null if nothing is against it.</summary>
    public EcaException? Refusal { get; }

    /// <summary>Whether it would be published as things are.</summary>
    public bool CanPublish => Refusal is null && !Publication.HasErrors;

    /// <summary>How much would change, in a few words, such as <c>no change</c>.</summary>
    public string Summary { get; }

    /// <summary>Each change on a line of its own, and what is against publishing.</summary>
    public IEnumerable<string> Lines =>
        [
            .. Changes.Select(DifferenceText.Line),
            .. Publication.PermissionSets.Select(set => $"+ {set.Component}"),
            .. Refusal is null ? [] : (string[])[$"Refused: {Refusal.Message}"],
            .. Problems.Select(problem => problem.ToString()),
        ];

    internal Publication Publication { get; }
}
