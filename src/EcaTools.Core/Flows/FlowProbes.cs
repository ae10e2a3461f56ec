using System.Security;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>Tries what must be refused. A refusal proves something only where the right request was accepted, so each
/// probe stands next to one.</summary>
internal sealed class FlowProbes(
    FlowEndpoints client,
    FlowGrants grants,
    FlowSteps steps,
    OAuthDiagnoses diagnoses,
    OAuthFlow flow,
    OAuthFlowCredentials credentials
)
{
    /// <summary>The probes of the flow.</summary>
    /// <param name="grantPassed">Whether the token endpoint accepted the right request.</param>
    /// <param name="pagePassed">Whether the authorize page did.</param>
    /// <param name="refreshToken">A refresh token that is good; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The responses to requests that were accepted: their tokens have to be ended.</returns>
    public async Task<IReadOnlyList<OAuthOutcome>> RunAsync(
        bool grantPassed,
        bool pagePassed,
        SecureString? refreshToken,
        CancellationToken cancellation
    )
    {
        List<OAuthOutcome> letIn = [];
        foreach (OAuthProbe probe in diagnoses.Probes.Where(item => item.Name != "Closed" && item.Flows.Contains(flow)))
        {
            bool page = probe.Name is "UnregisteredRedirect" or "PkceLeftOut";
            if (page ? !pagePassed : !grantPassed)
            {
                steps.Skip(
                    probe.Name,
                    "The right request was not accepted, or not tried, so a refusal of a wrong one would "
                        + "prove nothing."
                );
                continue;
            }

            (Func<Task<OAuthOutcome>>? ask, string? missing) = Request(probe.Name, refreshToken, cancellation);
            if (ask is null)
            {
                steps.Skip(probe.Name, missing!);
            }
            else if (await steps.RefuseAsync(probe, ask).ConfigureAwait(false) is { } answer)
            {
                letIn.Add(answer);
            }
        }

        return letIn;
    }

    private (Func<Task<OAuthOutcome>>? Ask, string? Missing) Request(
        string probe,
        SecureString? refreshToken,
        CancellationToken cancellation
    )
    {
        switch (probe)
        {
            case "WrongSecret" when credentials.ConsumerSecret is null:
                return (null, "The app is called without a consumer secret here.");
            case "WrongSecret":
                OAuthGrant? right;
                if (flow == OAuthFlow.ClientCredentials)
                {
                    right = grants.Right().Grant;
                }
                else if (refreshToken is null)
                {
                    right = null;
                }
                else
                {
                    right = grants.Refresh(refreshToken);
                }

                return right is null
                    ? (null, "There is no refresh token to try it with.")
                    : (() => client.AskAsync(right.WithClientSecret(Guid.NewGuid().ToString("N")), cancellation), null);
            case "ExpiredAssertion":
                return (() => client.AskAsync(grants.Assertion(age: TimeSpan.FromHours(1)), cancellation), null);
            case "WrongAudience":
                return (
                    () => client.AskAsync(grants.Assertion(aud: "https://audience.example.invalid"), cancellation),
                    null
                );
            case "ForgedSignature":
                return (() => client.AskAsync(grants.Assertion(forged: true), cancellation), null);
            case "MissingPermission":
                return credentials.UnassignedUsername is { } user
                    ? (() => client.AskAsync(grants.Assertion(subject: user), cancellation), null)
                    : (null, "Name a user who may not use the app with -UnassignedUsername.");
            case "UnregisteredRedirect":
                return (
                    () =>
                        client.AuthorizeAsync(
                            grants.Authorize(
                                "code",
                                $"https://{Guid.NewGuid():N}.example.invalid/callback",
                                pkce: true
                            ),
                            cancellation
                        ),
                    null
                );
            case "PkceLeftOut":
                return (
                    () => client.AuthorizeAsync(grants.Authorize("code", grants.Callback!, pkce: false), cancellation),
                    null
                );
            default:
                throw new InvalidOperationException($"The probe {probe} is not implemented.");
        }
    }
}
