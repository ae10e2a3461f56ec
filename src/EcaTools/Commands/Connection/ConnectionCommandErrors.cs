using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>The errors of the cmdlets about connections.</summary>
internal static class ConnectionCommandErrors
{
    public static EcaException PreflightFailed(string org, int count, CheckOutcome failOn) =>
        EngineErrors.TestFailed(
            $"{count} of the checks of {org} ended as {failOn}{(failOn < CheckOutcome.Failed ? " or worse" : "")}.",
            "Fix what the rows name, then run Test-EcaOrg again.",
            target: org
        );
}
