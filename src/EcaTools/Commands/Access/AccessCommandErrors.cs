using EcaTools.Core;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Access.Tokens;
using EcaTools.Engine;

namespace EcaTools.Commands.Access;

/// <summary>The errors of the cmdlets about access.</summary>
internal static class AccessCommandErrors
{
    public static EcaException NothingToGrant() =>
        ParameterErrors.ParameterMissing(
            "Neither -App nor -User was given, so there is nothing to grant.",
            "Give -App to let the permission sets use an app, -User to assign them, or both; -FromProfile needs -App."
        );

    public static EcaException NothingToRevoke() =>
        ParameterErrors.ParameterMissing(
            "Neither -PermissionSet nor -Profile was given, so there is nothing to take the access from.",
            "Get-EcaAccess shows what gives access to the app."
        );

    public static EcaException NoTokenSelected() =>
        ParameterErrors.ParameterMissing(
            "Nothing says which tokens are to be revoked, so none was.",
            "Give -App, -User, -UnusedFor or -OpenedBefore, or pipe tokens from Get-EcaToken. For all tokens of the org: -App *."
        );

    public static EcaException TokenOfOtherOrg(EcaToken token, string org) =>
        ParameterErrors.WrongOrg(
            $"The token {token} is of the org {token.OrgAlias}, not of {org}, so it was not revoked.",
            $"Run the command with -Org {token.OrgAlias}.",
            target: token
        );

    public static EcaException NothingToCompare() =>
        ParameterErrors.ParameterMissing(
            "There are no two sides to compare.",
            "Give -ReferenceToken and -DifferenceToken, or -ReferenceApp and -DifferenceApp, or all four."
        );

    public static EcaException AccessDiffers(int count, string names, AccessDifferenceKind failOn) =>
        EngineErrors.TestFailed(
            FormattableString.Invariant($"{count} differences of access are {failOn} or worse: {names}."),
            "Grant what is lost (Grant-EcaAccess, or the scopes and policies of the new app) and take away what is gained, then compare again."
        );

    public static EcaException ProofIncomplete(int count) =>
        EngineErrors.TestIncomplete(
            FormattableString.Invariant($"{count} comparisons were skipped, so -FailOn does not pass."),
            "The skipped results say what they need, such as -Credential or -SObject. Leave areas out with -ExcludeArea if they do not matter."
        );
}
