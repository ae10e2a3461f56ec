using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>The app itself: a valid name, a label, and a link that belongs to this org.</summary>
internal sealed class ExternalClientApplicationRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        CheckName(save);
        if (save.Text("label") is null)
        {
            save.Set("label", save.FullName);
        }

        string link = $"{SalesforceId.To15(save.World.OrgId)}:{save.FullName}";
        if (save.Text("orgScopedExternalApp") is { } given && given != link)
        {
            // The element is org-specific and must be left out elsewhere (field report); the words are UNCONFIRMED.
            throw save.Problem(
                "INVALID_FIELD",
                "The org-scoped external app is incorrect. Remove orgScopedExternalApp to have it generated.",
                "orgScopedExternalApp"
            );
        }

        save.Set("orgScopedExternalApp", link);
    }
}
