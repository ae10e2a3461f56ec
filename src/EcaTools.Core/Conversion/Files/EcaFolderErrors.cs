namespace EcaTools.Core.Conversion.Files;

/// <summary>The errors of reading the External Client Apps of a folder.</summary>
internal static class EcaFolderErrors
{
    public static EcaException NoExternalClientAppsFound(string folder) =>
        AppErrors.NoAppsFound(
            $"{folder}: no External Client App is in there (files named *.eca-meta.xml).",
            "Name the folder that New-EcaMetadata wrote to.",
            target: folder
        );

    public static EcaException AppInTwoFiles(EcaMetadataFile second, EcaMetadataFile first, string folder) =>
        AppErrors.DuplicateName(
            $"The External Client App '{second.FullName}' is in two files of {folder}: {first.Path} and {second.Path}.",
            "Keep the file that is right, or name the folders one by one.",
            target: second.Path
        );

    public static EcaException OwnerMissing(EcaMetadataFile file, string owner, string folder) =>
        FileErrors.PathNotFound(
            $"{file.Path} belongs to the External Client App '{owner}', and {folder} has no {owner}.eca-meta.xml.",
            "Add the app's file, correct the element externalClientApplication, or take the file out of the folder.",
            target: file.Path
        );

    public static EcaException FolderNotReadable(string folder, Exception cause) =>
        FileErrors.FileNotReadable(
            $"{folder}: the folder could not be read: {cause.Message}",
            "Check that the folder is there and that you may read it.",
            cause,
            folder
        );
}
