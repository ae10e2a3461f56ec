using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Flows;

/// <summary>The errors of the cmdlets about flows.</summary>
internal static class FlowCommandErrors
{
    public static EcaException OneSigningKey() =>
        ParameterErrors.ParametersConflict(
            "-Certificate and -PrivateKeyPath both name the key that signs assertions.",
            "Leave one of them out."
        );

    public static EcaException FlowsFailed(int count, int tested, CheckOutcome failOn) =>
        EngineErrors.TestFailed(
            $"{count} of {tested} tests of flows ended as {failOn}{(failOn == CheckOutcome.Skipped ? " or Failed" : "")}.",
            "Fix what the results name, then run Test-EcaOAuthFlow again."
        );
}
