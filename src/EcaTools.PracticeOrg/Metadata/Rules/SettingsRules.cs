using EcaTools.PracticeOrg.Metadata.Schema;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Org settings: there is one record, under one name, and it stays.</summary>
internal sealed class SettingsRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        if (save.FullName != save.Type.ManifestName)
        {
            throw save.Problem("INVALID_FULL_NAME", $"{save.Type.Name} has one record, named {save.Type.ManifestName}");
        }
    }

    public override void CheckDelete(StoredRecord record) =>
        throw new MetadataProblem("INVALID_TYPE", $"Org settings can't be deleted: {record.FullName}");
}
