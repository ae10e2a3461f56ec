namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>OAuth policies: one record for each OAuth settings, users and permission sets that exist, and whole
/// refresh-token policies.</summary>
internal sealed class OauthPolicyRules : RecordRules
{
    private const string BadRunAsUser = "Enter a valid execution user for the OAuth client credentials flow.";

    public override void Check(SaveContext save)
    {
        StoredRecord parent = CheckParent(save, "ExtlClntAppOauthSettingsId");
        if (save.State.SatelliteOf(parent.FullName, "ExtlClntAppOauthSettings") is null)
        {
            throw save.Problem(
                "INVALID_CROSS_REFERENCE_KEY",
                $"In field: externalClientApplication - no ExtlClntAppOauthSettings of {parent.FullName} found",
                "externalClientApplication"
            );
        }

        CheckCount(save, "customAttributes", 128);
        CheckAssignments(save);
        string? runAs = save.Text("clientCredentialsFlowUser");
        if (runAs is null ? save.Flag("isClientCredentialsFlowEnabled") : !IsActiveUser(save, runAs))
        {
            throw save.Problem("INVALID_FIELD", BadRunAsUser, "clientCredentialsFlowUser");
        }

        if (save.Text("executeHandlerAs") is { } handler && !IsActiveUser(save, handler))
        {
            throw save.Problem(
                "INVALID_CROSS_REFERENCE_KEY",
                $"In field: executeHandlerAs - no User named {handler} found",
                "executeHandlerAs"
            );
        }

        CompleteRefreshTokenPolicy(save);
        if (save.Text("label") is null)
        {
            save.Set("label", save.FullName);
        }
    }

    /// <summary>A policy without a refresh-token policy gets 365 days, as the org's own default does (retrieved
    /// files).</summary>
    private static void CompleteRefreshTokenPolicy(SaveContext save)
    {
        bool hasLifetime = save.Text("refreshTokenPolicyType") is "SpecificLifetime" or "SpecificInactivity";
        if (!hasLifetime)
        {
            save.Remove("refreshTokenValidityPeriod");
            save.Remove("refreshTokenValidityUnit");
            return;
        }

        if (save.Text("refreshTokenValidityPeriod") is null)
        {
            save.Set("refreshTokenValidityPeriod", "365");
        }

        CheckRange(save, save.Text("refreshTokenValidityPeriod"), "refreshTokenValidityPeriod", 1, int.MaxValue);
        if (save.Text("refreshTokenValidityUnit") is null)
        {
            save.Set("refreshTokenValidityUnit", "Days");
        }
    }
}
