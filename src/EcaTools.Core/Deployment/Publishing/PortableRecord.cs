using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// A record without what an org makes for itself and refuses from another (Salesforce Help: deploy an external client
/// app with its global settings file). The link to the OAuth consumer stays with an app whose consumer belongs to
/// another org.
/// </summary>
internal static class PortableRecord
{
    private const string Link = "oauthLink";
    private const int ShortId = 15;

    /// <summary>The record to send; the same record if it holds no such element.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isAssociated">Whether the consumer of the app belongs to another org.</param>
    public static LocalRecord Of(LocalRecord record, bool isAssociated)
    {
        // An org takes the consumer key of a file for an app that it makes: callers keep their credentials then.
        if (record.File.Type == EcaType.GlobalOauthSettings)
        {
            return record;
        }

        ImmutableArray<MetadataField> fields =
        [
            .. record.Record.Fields.Where(field =>
                !ComparisonFacts.Default.IsOrgSpecific(record.Record.Type, field.Name)
                || (isAssociated && field.Name == Link)
            ),
        ];
        if (fields.Length == record.Record.Fields.Length)
        {
            return record;
        }

        MetadataRecord portable = record.Record with { Fields = fields };
        return record with
        {
            Content = MetadataWriter.ToBytes(portable),
            Record = portable,
            Source = record.Source ?? record.Record,
        };
    }

    /// <summary>What is to be known of an app whose consumer belongs to another org; null if it is none.</summary>
    public static EcaDeploymentProblem? Finding(Publication app, string orgId)
    {
        LocalRecord? settings = app.Records.FirstOrDefault(record => record.File.Type == EcaType.OauthSettings);
        MetadataField? link = settings?.Record.Fields.FirstOrDefault(field => field.Name == Link);
        if (
            !app.IsAssociated
            || link?.Value?.Split(':')[0] is not { Length: > 0 } owner
            || orgId.StartsWith(owner[..Math.Min(owner.Length, ShortId)], StringComparison.Ordinal)
        )
        {
            return null;
        }

        return new EcaDeploymentProblem(
            "Warning",
            settings!.File.Type,
            settings.File.FullName,
            settings.File.Path,
            link.Line,
            $"The consumer of {app.App.Name} belongs to the org {owner}: its callback URLs, flows and secret exist in the global OAuth settings of that org alone, and are changed there. To give the app a consumer of its own, add its .ecaGlblOauth file and remove oauthLink."
        );
    }
}
