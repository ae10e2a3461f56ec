using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>An ECA, the two records that hold its consumers, and those consumers.</summary>
internal sealed record AppConsumers(StoredRecord App, StoredRecord Settings, StoredRecord Global)
{
    /// <summary>The first is that of the app's own metadata.</summary>
    public ImmutableArray<OAuthConsumer> All =>
        [
            new OAuthConsumer(
                Settings.ConsumerId!,
                Settings.FullName,
                Global.ConsumerKey!,
                Global.Secret!,
                Global.Staged
            ),
            .. Global.MoreConsumers,
        ];

    /// <summary>Null if there is no such ECA, or none that has credentials.</summary>
    public static AppConsumers? Find(MetadataState state, Func<StoredRecord, bool> app) =>
        state.OfType("ExternalClientApplication").FirstOrDefault(app) is { } found
        && state.SatelliteOf(found.FullName, "ExtlClntAppOauthSettings") is { } settings
        && state.SatelliteOf(found.FullName, "ExtlClntAppGlobalOauthSettings") is { } global
            ? new AppConsumers(found, settings, global)
            : null;

    /// <summary>The global settings with this consumer instead of the one that has its id.</summary>
    public StoredRecord With(OAuthConsumer consumer)
    {
        if (consumer.Id != Settings.ConsumerId)
        {
            return Global with
            {
                MoreConsumers = [.. Global.MoreConsumers.Select(c => c.Id == consumer.Id ? consumer : c)],
            };
        }

        XElement content = new(Global.Content);
        MetadataXml.SetIn(content, "consumerKey", consumer.Key);
        return Global with { Content = content, Secret = consumer.Secret, Staged = consumer.Staged };
    }
}
