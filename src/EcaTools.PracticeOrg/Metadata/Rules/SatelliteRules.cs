namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>What belongs to an ECA and has no rules of its own: the app must be there, and it has one record of the
/// type.</summary>
internal sealed class SatelliteRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        CheckParent(save);
        if (save.Text("label") is null)
        {
            save.Set("label", save.FullName);
        }
    }
}
