namespace EcaTools.Core.Projects;

/// <summary>The errors of reading and writing the files of a project.</summary>
internal static class ProjectErrors
{
    public static EcaException FileNotWritable(string path, Exception cause) =>
        FileErrors.FileNotWritten(
            $"{path} could not be written: {cause.Message}",
            "Check that the folder is there, that you may write to it and that the disk has room.",
            cause,
            path
        );

    public static EcaException ProjectFileUnusable(string path, string why, Exception? cause) =>
        FileErrors.DocumentInvalid(
            $"{path}: package directories could not be added, because {why}. The file was left as it is.",
            "Fix the file, and run the command again: what is already written is not written again.",
            cause,
            path
        );
}
