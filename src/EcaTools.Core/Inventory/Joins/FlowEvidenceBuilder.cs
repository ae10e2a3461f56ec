using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>Gathers what speaks for each flow of an app: its settings, its tokens, and the logins that were
/// seen.</summary>
internal static class FlowEvidenceBuilder
{
    /// <summary>The evidence, the surest first.</summary>
    /// <param name="app">The app, with its tokens and what was not read.</param>
    /// <param name="logins">Its logins; none where they were not looked at.</param>
    /// <param name="appsWithLabel">How many apps of the org have its label; 0 where that is not known.</param>
    public static ImmutableArray<OAuthFlowEvidence> Build(
        ConnectedApp app,
        IEnumerable<LoginGroup> logins,
        int appsWithLabel
    )
    {
        List<OAuthFlowEvidence> evidence = [];
        if (app.Tokens is { Count: > 0 } tokens)
        {
            evidence.Add(
                new OAuthFlowEvidence(
                    OAuthFlow.RefreshToken,
                    FlowCertainty.Proven,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{tokens.Count:N0} refresh tokens of {tokens.Users:N0} users, used "
                            + $"{tokens.UseCount:N0} times{(tokens.LastUsed is { } last ? $", the last time on {last:yyyy-MM-dd}" : "")}"
                            + $"."
                    )
                )
            );
        }

        // One login of an app says that a flow is in use; which app it was of must be sure for it.
        FlowCertainty certainty = appsWithLabel switch
        {
            > 1 => FlowCertainty.Possible,
            1 => FlowCertainty.Proven,
            _ => app.Origin is ConnectedAppOrigin.Uninstalled ? FlowCertainty.Proven : FlowCertainty.Likely,
        };
        string doubt = certainty switch
        {
            FlowCertainty.Possible => string.Create(
                CultureInfo.InvariantCulture,
                $" {appsWithLabel} apps have the label '{app.Label}', and logins don't say which of them it was."
            ),
            FlowCertainty.Likely => " Whether another app has the same label is not known.",
            _ => "",
        };
        foreach (LoginGroup group in logins)
        {
            if (InventoryFacts.Default.FlowOf(group.SubType) is { } flow)
            {
                evidence.Add(
                    new OAuthFlowEvidence(
                        flow,
                        certainty,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{Quantity.Of(group.Count, "login")} with LoginSubType {group.SubType} in "
                                + $"{LoginCounts.Days} days, the last on {group.Last:yyyy-MM-dd}.{doubt}"
                        )
                    )
                    {
                        Logins = group.Count,
                        LastLogin = group.Last,
                    }
                );
            }
        }

        evidence.AddRange(OAuthFlows.EvidenceOf(app.Metadata));
        if (app.HasOAuth)
        {
            string looked = app.NotRead.FirstOrDefault(part => part.Type == "LoginHistory") is { } unread
                ? $"LoginHistory, which would show it, was not read: {unread.Reason}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"LoginHistory shows no login by it in {LoginCounts.Days} days."
                );
            evidence.AddRange(
                InventoryFacts
                    .Default.HiddenFlows.Where(flow =>
                        !evidence.Exists(other =>
                            other.Flow == flow && other.Certainty is FlowCertainty.Proven or FlowCertainty.Likely
                        )
                    )
                    .Select(flow => new OAuthFlowEvidence(
                        flow,
                        FlowCertainty.Possible,
                        $"Metadata has no element for this flow. {looked}"
                    ))
            );
        }

        return [.. evidence.OrderByDescending(item => item.Certainty)];
    }

    /// <summary>The OAuth logins whose flow nobody knows, a part for each subtype: any flow may be behind them, and
    /// none must be taken for unused.</summary>
    public static IEnumerable<UnreadPart> Unnamed(IEnumerable<LoginGroup> logins) =>
        logins
            .Where(group => InventoryFacts.Default.IsUnknownOAuth(group.LoginType, group.SubType))
            .Select(group => group.SubType)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(subType => new UnreadPart("LoginHistory", InventoryFacts.UnknownFlow(subType))
            {
                NextStep = "Ask the owners of the apps which OAuth flow their callers use.",
            });
}
