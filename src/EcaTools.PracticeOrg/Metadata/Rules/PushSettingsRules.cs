using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Push settings: exactly one configuration, and one record for each push service (Metadata API Developer
/// Guide).</summary>
internal sealed class PushSettingsRules : RecordRules
{
    private static readonly string[] s_configurations = ["androidPushConfig", "applePushConfig", "pushConfigLink"];

    public override void Check(SaveContext save)
    {
        StoredRecord parent = CheckParent(save, several: true);
        string[] given = [.. s_configurations.Where(e => save.Content.Element(MetadataXml.Namespace + e) is not null)];
        if (given.Length != 1)
        {
            throw save.Problem(
                "INVALID_INPUT",
                "Specify exactly one of androidPushConfig, applePushConfig, and pushConfigLink"
            );
        }

        string? service = save.Text("pushServiceType");
        if (
            save
                .State.SatellitesOf(parent.FullName)
                .FirstOrDefault(r =>
                    r.Type == save.Type && r.FullName != save.FullName && r.Text("pushServiceType") == service
                ) is
            { } other
        )
        {
            throw save.Problem("DUPLICATE_VALUE", $"PushServiceType duplicates value on {other.FullName}");
        }
    }
}
