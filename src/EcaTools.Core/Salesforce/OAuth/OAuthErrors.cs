namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>The errors of OAuth endpoints.</summary>
internal static class OAuthErrors
{
    public static EcaException OAuthRefused(
        Uri instance,
        string? clientId,
        OAuthFlow flow,
        string error,
        string description
    )
    {
        OAuthDiagnosis? known = OAuthDiagnoses.Default.Find(error, description, flow);
        return new EcaException(
            EcaErrorCategory.AuthenticationError,
            $"{instance.Host} gave no token{(clientId is null ? "" : $" to the client {clientId}")}: "
                + $"{error}: {description}{(known is null ? "" : (description.EndsWith('.') ? " " : ". ") + known.Cause)}",
            known?.NextStep
                ?? (
                    "Check the app's flows and policies (Setup > External Client App Manager > the app) and "
                    + "see Setup > Login History for the reason."
                ),
            target: clientId
        );
    }

    public static EcaException MyDomainRequired(Uri host, string what) =>
        ParameterErrors.ParameterInvalid(
            $"{host.Host} does not serve {what}; only an org's own My Domain does.",
            "Give the My Domain URL (Setup > My Domain) with -Environment, such as https://acme.my.salesforce.com.",
            target: host.Host
        );

    public static EcaException InvalidDiagnoses(string where, string reason, Exception? inner = null) =>
        FileErrors.EmbeddedDataInvalid(
            $"The diagnoses can't be used: {where}: {reason}",
            "Install the module again; its file oauth-diagnoses.json is damaged.",
            inner,
            where
        );
}
