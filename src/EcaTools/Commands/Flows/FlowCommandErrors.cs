using EcaTools.Core;
using EcaTools.Core.Flows;

namespace EcaTools.Commands.Flows;

/// <summary>The errors of the cmdlets about flows. A method's name is the error's id.</summary>
internal static class FlowCommandErrors
{
    public static EcaException FlowsFailed(int count, int tested, OAuthFlowOutcome failOn) => new(
        EcaErrorCategory.InvalidResult,
        $"{count} of {tested} tests of flows ended as {failOn}{(failOn == OAuthFlowOutcome.Skipped ? " or Failed" : "")}.",
        "Mend what the results say, then run Test-EcaOAuthFlow again.");
}
