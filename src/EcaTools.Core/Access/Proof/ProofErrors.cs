using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access.Proof;

/// <summary>The errors of comparing access.</summary>
internal static class ProofErrors
{
    public static EcaException ProbeWouldWrite(string probe) =>
        ParameterErrors.ParameterInvalid(
            $"The probe '{probe}' could change something in the org, so it was not sent.",
            "Give requests that only read: GET and a path, such as 'query?q=SELECT+COUNT()+FROM+Account'.",
            target: probe
        );

    public static EcaException ProofTokenRefused(string side, string org, string raw) =>
        SalesforceErrors.SessionExpired(
            $"{org} does not accept the {side} token, so nothing was compared. It said: {raw}",
            "Get a new token, for example with Test-EcaOAuthFlow -SkipRevoke or Get-EcaAccessToken, and run the command again.",
            target: side
        );

    public static EcaException ProofAppNotFound(string name, string org) =>
        AppErrors.AppNotFound(
            $"{org} has no Connected App or External Client App named '{name}', or it cannot be read.",
            "Get-ConnectedApp and Get-ExternalClientApp list the apps by their full names.",
            target: name
        );
}
