using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>What an app's id tokens hold.</summary>
/// <param name="Audiences">The audiences, in addition to the app itself.</param>
/// <param name="Minutes">How long they are good; 2 unless the app says otherwise (Metadata API Developer
/// Guide).</param>
/// <param name="StandardClaims">Whether they say who the user is.</param>
/// <param name="Attributes">Whether they hold the app's custom attributes.</param>
/// <param name="CustomPermissions">Whether they hold the user's custom permissions.</param>
internal sealed record IdTokenConfig(
    ImmutableArray<string> Audiences,
    int Minutes = 2,
    bool StandardClaims = false,
    bool Attributes = false,
    bool CustomPermissions = false
);
