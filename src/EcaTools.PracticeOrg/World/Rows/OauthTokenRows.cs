using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>Refresh tokens as OauthToken shows them. Their ids are always null (Object Reference).</summary>
internal static class OauthTokenRows
{
    public static IEnumerable<Row> Tokens(IOrg world, MetadataState state) =>
        world
            .Sessions.RefreshTokens()
            .Select(token => new Row(
                ("AccessToken", token.Hash),
                ("DeleteToken", token.DeleteToken),
                ("RequestToken", null),
                ("AppName", token.AppLabel),
                (
                    "AppMenuItemId",
                    token.AppRecordId.Length == 0 ? null : world.Ids.For(SObjectPrefixes.AppMenuItem, token.AppRecordId)
                ),
                ("UserId", token.UserId),
                ("UseCount", (decimal)token.UseCount),
                ("CreatedDate", token.CreatedAt),
                ("LastUsedDate", token.LastUsedAt)
            ));
}
