using System.Globalization;
using System.Text;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Guides;

/// <summary>Writes the guide to the flows and their errors (docs/guides/flows.md) from the data, so that the two can't
/// disagree.</summary>
internal static class OAuthFlowGuide
{
    private const string Opening = """
        # OAuth flows, and what their errors mean

        This page is generated from `src/EcaTools.Core/Data/oauth-diagnoses.json`. To change it, change the data and run
        `./build.ps1 -Task Docs`.

        `Test-EcaOAuthFlow` tries flows as callers do. A test gets a token, calls userinfo and the REST API with it, compares the scopes and the user
        with what is expected, refreshes where there is a refresh token, and revokes what it got. A refresh token that is given stays valid; where
        the app rotates refresh tokens, the result's method `GetRefreshToken()` has the new one.

        ## The flows

        | Flow | What it is | Needs | Without that | What opens it |
        | --- | --- | --- | --- | --- |

        """;

    private const string Probes = """

        ## What must be refused

        With `-IncludeNegative` these are tried too, each only where the right request was accepted: otherwise a refusal proves nothing, and the
        step is skipped. One that is accepted fails the test. `Closed` is tried of the user-agent and username-password flows, and of flows that `-ClosedFlow` names.

        | Step | Tried in | What is sent | What to do where it is accepted |
        | --- | --- | --- | --- |

        """;

    private const string Errors = """

        ## The errors

        An error with words of its description comes before the same error without. "Wait" marks what can also mean that the org has not applied a
        change yet, which takes minutes after a deployment: with `-Wait` these are tried again.

        | Error | Description | Flow | Wait | Likely cause | What to do | Source |
        | --- | --- | --- | --- | --- | --- | --- |

        """;

    private const string Classes = """

        ## Errors that are not in the table

        They are shown as the org words them, with what responses with their HTTP status have in common.

        | HTTP status | Likely cause | What to do |
        | --- | --- | --- |

        """;

    /// <summary>The guide as Markdown, with LF line ends.</summary>
    public static string Render(OAuthDiagnoses data)
    {
        ArgumentNullException.ThrowIfNull(data);
        StringBuilder text = new(Lines(Opening));
        foreach (OAuthFlowFact flow in data.Flows)
        {
            text.Append(
                $"| {flow.Flow} | {Cell(flow.What)} | {Cell(flow.Needs)} | {Cell(flow.Without)} | {Cell(flow.Opens)} |\n"
            );
        }

        text.Append(Lines(Probes));
        foreach (OAuthProbe probe in data.Probes)
        {
            text.Append(
                $"| {probe.Name} | {(probe.Flows.IsEmpty ? "the flow itself" : string.Join(", ", probe.Flows))} | {Cell(probe.What)} | {Cell(probe.NextStep)} |\n"
            );
        }

        text.Append(Lines(Errors));
        foreach (OAuthDiagnosis item in data.All)
        {
            text.Append(
                $"| `{item.Error}` | {(item.Description is null ? "any other" : $"… {Cell(item.Description)} …")} | {(item.Flows.IsEmpty ? "all" : string.Join(", ", item.Flows))} | {(item.MayPass ? "yes" : "")} | {Cell(item.Cause)} | {Cell(item.NextStep)} | {Cell(item.Source)} |\n"
            );
        }

        text.Append(Lines(Classes));
        foreach (OAuthErrorClass kind in data.Classes)
        {
            string statuses =
                kind.FromStatus == kind.ToStatus ? $"{kind.FromStatus}" : $"{kind.FromStatus} to {kind.ToStatus}";
            text.Append(CultureInfo.InvariantCulture, $"| {statuses} | {Cell(kind.Cause)} | {Cell(kind.NextStep)} |\n");
        }

        return text.ToString();
    }

    /// <summary>A checkout may have changed the line ends of this file.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private static string Cell(string text) =>
        text.Replace("<", "\\<", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
