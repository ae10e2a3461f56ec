using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>OAuth settings of an ECA: scopes that exist, and the link between the org and the OAuth consumer.</summary>
internal sealed class OauthSettingsRules : RecordRules
{
    private const int MaximumEntries = 128;

    public override void Check(SaveContext save)
    {
        CheckParent(save);
        CheckCount(save, "trustedIpRanges", MaximumEntries);
        CheckCount(save, "customAttributes", MaximumEntries);
        string[] unknown = [.. save.Split("commaSeparatedOauthScopes").Where(s => Scopes.Find(s) is null)];
        if (unknown.Length > 0)
        {
            // The org goes on with the list of valid names (field report); the words between are UNCONFIRMED.
            throw save.Problem(
                "INVALID_FIELD",
                $"There's a problem with your scope(s): {string.Join(", ", unknown)}. Valid scopes: {string.Join(", ", Scopes.All.Select(s => s.ExternalClientApp))}",
                "commaSeparatedOauthScopes"
            );
        }

        if (save.Text("label") is null)
        {
            save.Set("label", save.FullName);
        }

        string? given = save.Text("oauthLink");
        string? own = save.ConsumerId is null ? null : Link(save);
        if (given is not null && given != own)
        {
            throw save.Problem(
                "INVALID_FIELD",
                "The OAuth link is incorrect. If it is absent it is generated.",
                "oauthLink"
            );
        }

        save.ConsumerId ??= save.World.Ids.Next(SObjectPrefixes.Consumer);
        save.Set("oauthLink", Link(save));
    }

    private static string Link(SaveContext save) =>
        $"{SalesforceId.To15(save.World.OrgId)}:{SalesforceId.To15(save.ConsumerId!)}";
}
