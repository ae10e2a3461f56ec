using System.Collections.Immutable;
using EcaTools.Core.Comparison;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// Tells what a publication would replace that is not ours. Ours is what the last publication of the same folder left
/// in the org (<see cref="PublishedState"/>): a value that is neither that nor what the files say was set by somebody
/// else, and of an app that no publication of the folder is known to have made, all of it was.
/// </summary>
internal sealed class ConflictCheck
{
    private readonly EcaOrg _org;
    private readonly Publication _publication;

    public ConflictCheck(EcaOrg org, Publication publication)
    {
        (_org, _publication) = (org, publication);
        Dictionary<(string Type, string Path), ImmutableArray<string>> held = publication
            .Held.SelectMany(record =>
                RecordComparison
                    .Meanings(record.Value.Record)
                    .Select(field => ((record.Key, field.Path), field.Meaning))
            )
            .ToDictionary(field => field.Item1, field => field.Meaning);
        Conflicts = publication.IsInTheMaking ? [] : [.. publication.Changes.Where(IsTheirs)];

        bool IsTheirs(EcaDifference change) =>
            !(change is { Kind: EcaDifferenceKind.OnlyInDifference, Field.Length: 0 })
            && publication.Known?.Has(
                change.Type,
                change.Field,
                held.GetValueOrDefault((change.Type, change.Field), [])
            ) != true;
    }

    /// <summary>The changes that would replace what is not ours.</summary>
    public ImmutableArray<EcaDifference> Conflicts { get; }

    /// <summary>Why the app is not published; null if nothing is against it.</summary>
    public async Task<EcaException?> RefusalAsync(CancellationToken cancellation)
    {
        PublishOptions options = _publication.Options;
        ImmutableArray<EcaDifference> left;
        if (options.Force || options.ValidateOnly)
        {
            left = [];
        }
        else if (options.AllowCertificateChange)
        {
            left = [.. Conflicts.Where(change => !DifferenceText.IsCertificate(change))];
        }
        else
        {
            left = Conflicts;
        }

        string app = _publication.App.Name;
        if (left.IsEmpty)
        {
            return null;
        }

        if (_publication.Known is null)
        {
            return DeploymentErrors.AppNotPublishedFromHere(
                app,
                _org.Alias,
                await OriginAsync(cancellation).ConfigureAwait(false),
                left
            );
        }

        return left.All(DifferenceText.IsCertificate)
            ? DeploymentErrors.CertificateChangedInOrg(app, _org.Alias, left[0])
            : DeploymentErrors.ChangedInOrg(app, _org.Alias, left);
    }

    /// <summary>
    /// Where an app comes from that no publication is known of. Salesforce's own migration keeps the consumer key of
    /// the Connected App (field report), and no key is given out twice.
    /// </summary>
    private async Task<string> OriginAsync(CancellationToken cancellation)
    {
        string app = _publication.App.Name;
        string? key = _publication.Held.GetValueOrDefault(EcaType.GlobalOauthSettings)?.Record["consumerKey"];
        await foreach (
            OrgRecord read in new OrgRecordReader(_org)
                .ReadAsync("ConnectedApp", [_publication.App.ConnectedAppName ?? app], cancellation)
                .ConfigureAwait(false)
        )
        {
            if (key is { Length: > 0 } && read.Document?.Record["oauthConfig.consumerKey"] == key)
            {
                return $"It has the consumer key of the Connected App {read.FullName}, so Salesforce's own "
                    + $"migration (Migrate to External Client App in Setup) made it.";
            }
        }

        return $"Nothing in .ecatools next to {_publication.App.OutputPath} says that it was published from "
            + $"there: somebody made it in Setup or with another tool, or published it from another folder or "
            + $"machine.";
    }
}
