using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Commands.Inventory;

/// <summary>The OAuth flows that -Flow asks for, with the least certainty that counts.</summary>
/// <param name="flows">The flows, any of which will do.</param>
/// <param name="least">The least certainty.</param>
internal sealed class FlowFilter(OAuthFlow[] flows, FlowCertainty least)
{
    /// <summary>Whether an app uses one of the flows, as certainly as that.</summary>
    public bool Matches(ConnectedApp app) =>
        app.FlowEvidence.Any(evidence => evidence.Certainty >= least && flows.Contains(evidence.Flow));
}
