namespace EcaTools.Core.Migrations;

/// <summary>The errors of migration plans and their ledgers.</summary>
internal static class MigrationErrors
{
    public static EcaException MigrationNotFound(string path) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"{path}: there is no migration plan in this folder ({PlanFiles.PlanName} is missing).",
            "Name the folder of the plan with -Path, or make a plan with New-EcaMigration.",
            target: path
        );

    public static EcaException MigrationNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the file can't be read: {cause.Message}",
            "Check the rights of the file and its folder.",
            cause,
            path
        );

    public static EcaException MigrationNotWritable(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the file can't be written: {cause.Message}",
            "Check the rights of the folder and the free space, then run the same command again: it resumes the work.",
            cause,
            path
        );

    public static EcaException MigrationOfAnotherOrg(string path, string planned, string given) =>
        ParameterErrors.WrongOrg(
            $"{path}: the plan is for org {planned}, and the apps come from org {given}. Nothing was changed.",
            "Connect to the org of the plan, or make a plan in another folder.",
            target: path
        );

    public static EcaException AppPlannedTwice(string path, string app, string other) =>
        AppErrors.DuplicateName(
            $"{path}: the app {app} is described in {other}, too.",
            "Keep one of the two files.",
            target: path
        );

    public static EcaException SecretInPlan(string place, string name) =>
        FileErrors.SecretInFile(
            $"{place}: the value of '{name}' looks like a secret. It is not shown.",
            "Write where the credential is stored, such as the name of a key vault and of the secret in "
                + "it. If the value was real and in Git, rotate it with Invoke-EcaKeyRotation.",
            target: place
        );

    public static EcaException EvidenceUnclear(string what, string missing) =>
        ParameterErrors.ParameterMissing(
            $"{what} does not tell {missing}, so it was not added as evidence.",
            $"Give it with -{missing}.",
            target: what
        );

    public static EcaException AppNotPlanned(string app, string path) =>
        AppErrors.AppNotFound(
            $"The plan in {path} has no app {app}.",
            "Get-EcaMigration lists the apps of the plan; New-EcaMigration adds apps.",
            target: app
        );

    public static EcaException CallerNotPlanned(string caller, string app, string path) =>
        AppErrors.CallerNotFound(
            $"The plan in {path} has no caller {caller} of {app}.",
            "Get-EcaMigration lists the callers; add a missing one to the app's file.",
            target: caller
        );

    public static EcaException EvidenceFileNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{path}: the file of the evidence can't be read: {cause.Message}",
            "Check the path and the rights of the file.",
            cause,
            path
        );
}
