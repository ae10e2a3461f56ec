using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Backup.Folders;

/// <summary>The errors of backups and their restoration.</summary>
internal static class BackupErrors
{
    private const string MakeAnother = "Use another backup of the app, or make a new one with Backup-ConnectedApp.";

    public static EcaException BackupCertificateNotUsable(X509Certificate2 certificate, string why) =>
        FileErrors.CertificateNotUsable(
            $"The backup can't be encrypted to the certificate {certificate.Subject}: {why}. Nothing was written.",
            "Give the certificate of whoever is to restore the backup; New-EcaCertificate makes one.",
            target: certificate.Thumbprint
        );

    public static EcaException SecretNeedsEncryption() =>
        ParameterErrors.ParameterMissing(
            "Consumer secrets are backed up into an encrypted backup only. Nothing was read or written.",
            "Give a certificate with -EncryptTo, or leave -IncludeSecret out."
        );

    public static EcaException NoAppToBackUp(string org) =>
        AppErrors.NoAppsFound(
            $"{org} gave no app to back up, so no backup was made.",
            "Get-ConnectedApp and Get-ExternalClientApp list the apps with their names.",
            target: org
        );

    public static EcaException NameNotBackedUp(string name, string org) =>
        FileErrors.FileNotWritten(
            $"{org} names a record '{name}'. A file can't have that name, so it was not backed up.",
            "Rename the record in Setup: names have letters, digits and underscores.",
            target: name
        );

    public static EcaException BackupNotWritten(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path}: the backup could not be written: {cause.Message}",
            "Name a folder with -Path where you may write. What was written is in the folder that ends in .partial, and is not a backup.",
            cause,
            path
        );

    public static EcaException BackupNotFound(string path) =>
        FileErrors.PathNotFound(
            $"{path}: there is no backup here: neither {BackupManifest.FileName} nor a folder that holds one.",
            "Give the folder that Backup-ConnectedApp wrote (its Path), or the folder above it.",
            target: path
        );

    public static EcaException BackupNotReadable(string path, Exception cause) =>
        FileErrors.FileNotReadable($"{path}: {cause.Message}", MakeAnother, cause, path);

    public static EcaException BackupMalformed(string path, int line, string why) =>
        FileErrors.DocumentInvalid(
            string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: this is not what a backup holds: {why}."),
            MakeAnother,
            target: path,
            line: line
        );

    public static EcaException BackupFormatNotKnown(string path, int format) =>
        FileErrors.DocumentInvalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: this EcaTools does not know backups of format {format}."
            ),
            "Use the version of EcaTools that made the backup, or a newer one.",
            target: path
        );

    public static EcaException BackupFileMissing(string path) =>
        BackupChanged(
            $"{path}: the manifest of the backup names this file, and it is not there. Nothing was restored.",
            MakeAnother,
            target: path
        );

    public static EcaException BackupFileChanged(string path) =>
        BackupChanged(
            $"{path}: the file is not as it was backed up: its checksum is not the one in the manifest. Nothing was restored.",
            MakeAnother,
            target: path
        );

    public static EcaException BackupPathRefused(string path, string manifest) =>
        BackupChanged(
            $"{manifest}: it names the file '{path}', which is not a file inside the backup's folder. Nothing was read.",
            "Somebody changed the manifest. " + MakeAnother,
            target: manifest
        );

    public static EcaException BackupChecksumWrong(string path) =>
        BackupChanged(
            $"{path}: the manifest does not have the checksum that was given with -Checksum, so the backup was changed. Nothing was restored.",
            MakeAnother,
            target: path
        );

    public static EcaException BackupExpired(string path, BackupManifest manifest) =>
        new(
            EcaErrorCategory.InvalidOperation,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: the backup of {manifest.CreatedAt:yyyy-MM-dd} was to be kept until {manifest.RetainUntil:yyyy-MM-dd}. Nothing was restored."
            ),
            "The org may have changed since. Use a newer backup, or -AllowExpired.",
            target: path
        );

    public static EcaException BackupOfOtherOrg(string path, BackupManifest manifest, EcaOrg org) =>
        ParameterErrors.WrongOrg(
            $"{path}: the backup is of the org {manifest.OrgId}, and {org.Alias} is {org.OrgId}. Nothing was restored.",
            "Connect to the org of the backup. After a refresh of a sandbox, use -SandboxRefresh: a refreshed sandbox has a new id.",
            target: path
        );

    public static EcaException RefreshNeedsSandbox(EcaOrg org) =>
        ParameterErrors.WrongOrg(
            $"{org.Alias} is a {org.OrgType} org. Apps of another org are restored into a sandbox, scratch org or practice org only. Nothing was restored.",
            "Connect to the sandbox that was refreshed.",
            target: org.Alias
        );

    public static EcaException BackupIsEncrypted(string path, string thumbprint) =>
        ParameterErrors.ParameterMissing(
            $"{path}: the backup is encrypted to the certificate {thumbprint}, and no certificate was given.",
            "Give the certificate with its private key with -Certificate.",
            target: path
        );

    public static EcaException BackupKeyWrong(string path, X509Certificate2 certificate) =>
        FileErrors.CertificateKeyMismatch(
            $"{path}: the file can't be decrypted with the certificate {certificate.Thumbprint}{(certificate.HasPrivateKey ? "" : ", which has no private key here")}. Nothing was restored.",
            "Give the certificate that the backup is encrypted to, with its private key.",
            target: path
        );

    public static EcaException AppNotInBackup(string name, string path) =>
        AppErrors.AppNotFound(
            $"{path}: the backup holds no app named '{name}'.",
            $"{BackupManifest.FileName} in the folder lists the apps.",
            target: name
        );

    public static EcaException RehearsalInProduction(EcaOrg org) =>
        ParameterErrors.WrongOrg(
            $"{org.Alias} is a production org. A rehearsal changes and blocks the app for a while, so nothing was done.",
            "Rehearse the rollback in a sandbox or a practice org.",
            target: org.Alias
        );

    public static EcaException AppNotRehearsed(string name, string org, string reason) =>
        AppErrors.ChangeRefused(
            $"The rollback of {name} was not rehearsed: {org} refused to change it: {reason}",
            "Rehearse with an app whose metadata can be changed: not with one that came in a package or was migrated.",
            target: name
        );

    public static EcaException AppNotRestored(string name, string org, string reason) =>
        AppErrors.ChangeRefused(
            $"{org} did not take back {name}: {reason}",
            "Fix what the org names, and run the command again: it goes on with what is left.",
            target: name
        );

    private static EcaException BackupChanged(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.SecurityError, message, nextStep, inner, target);
}
