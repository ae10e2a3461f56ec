using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>The errors of delivering by PowerShell. None has the failure itself inside, which may say the
/// secret.</summary>
internal static class DeliveryCommandErrors
{
    public static EcaException DeliveryMissing() =>
        ParameterErrors.ParameterMissing(
            "No delivery target was given, so nothing was done: callers need a place to fetch their pair from.",
            "Give -Vault, -KeyVaultUrl, -EnvironmentFile, -AzureDevOps or -Deliver; or -PassThru, to "
                + "take the pair from the result."
        );

    public static EcaException PlaceShared(string place, string first, string second) =>
        AppErrors.DuplicateName(
            $"{first} and {second} would both be delivered to the {place}, and the callers of one would "
                + $"get the pair of the other.",
            "Put {App}, or {App} and {Consumer}, into the name, in quotes: -SecretName 'sf-{App}', "
                + "-EnvironmentFile './{App}.env', -KeyVariable '{App}_KEY'. Without quotes, write %App% and "
                + "%Consumer%.",
            target: second
        );

    public static EcaException VaultFailed(string target, string command, string reason, PSCredential? secret) =>
        AppErrors.DeliveryFailed(
            $"{target}: {command} failed: {SecretText.Hide(reason, secret)}",
            "Check with Test-SecretVault that the vault responds and is unlocked; it must hold PSCredential objects.",
            target: target
        );

    public static EcaException DeliveryScriptFailed(
        string target,
        string parameter,
        string reason,
        PSCredential? secret
    ) =>
        AppErrors.DeliveryFailed(
            $"{target}: {parameter} failed: {SecretText.Hide(reason, secret)}",
            "Fix the script block, and run the command again: it resumes where it stopped.",
            target: target
        );

    public static EcaException ReadBackNotCredential(string target, string found) =>
        AppErrors.DeliveryFailed(
            $"{target} gave back {found} where one PSCredential is wanted: the consumer key as user name, "
                + $"the consumer secret as password.",
            "Let -ReadBack write one PSCredential and nothing else, or nothing where there is none; a "
                + "secret of another kind in the vault needs another name.",
            target: target
        );

    public static EcaException NotInAzurePipelines() =>
        EngineErrors.DeliveryNotAvailable(
            "This is not an Azure Pipelines job (TF_BUILD is not True), so nobody would mask the secret. "
                + "Nothing was done.",
            "Use -AzureDevOps in a pipeline, and another target elsewhere."
        );

    public static EcaException AgentNotReached(string reason) =>
        EngineErrors.DeliveryNotAvailable(
            $"The variables can't be set: {reason}, and the agent reads the standard output of the step's "
                + $"own PowerShell process. Nothing was delivered.",
            "Use -AzureDevOps in a script that the step runs with pwsh, and not in a background job or a "
                + "remote session."
        );

    public static EcaException CallersAmbiguous() =>
        ParameterErrors.ParametersConflict(
            "-CallerKeyPath, -Prepare with -Activate, and -SecondApp are three ways to bring callers the "
                + "new key. Nothing was done.",
            "Give one of them. With -SecondApp callers get their new key and consumer key when they move."
        );
}
