namespace EcaTools.Core.ConsumerKeys.Search;

/// <summary>The errors of reading Git repositories.</summary>
internal static class GitErrors
{
    public static EcaException GitNotFound() =>
        ProgramErrors.ProgramNotFound(
            "The program git is not on the PATH, so no history can be read.",
            "Install Git, or search without -History."
        );

    public static EcaException NotInRepository(string path) =>
        ProgramErrors.ProgramFailed(
            $"{path} is in no Git repository that git would read, so it has no history to search.",
            "Name a folder of a repository. If it belongs to somebody else, git wants it named in the "
                + "setting safe.directory.",
            target: path
        );

    public static EcaException GitFailed(string folder, string words) =>
        ProgramErrors.ProgramFailed(
            $"{folder}: git could not read the history to its end, so keys in it may be missing: {words}",
            "Run 'git fsck' in the repository, and search again.",
            target: folder
        );

    public static EcaException BlobNotSearched(string place, string reason) =>
        FileErrors.NotSearched(
            $"{place}: {reason}, so keys in it may be missing.",
            "Fetch the missing objects ('git fetch --refetch' in a partial clone), and search again.",
            target: place
        );
}
