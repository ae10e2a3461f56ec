using System.Text;
using EcaTools.Core.Files;

namespace EcaTools.Core.Conversion;

/// <summary>What keeps files of a project out of the Salesforce CLI's hands and out of source control.</summary>
internal static class IgnoreFiles
{
    /// <summary>The entry of .forceignore for global OAuth settings.</summary>
    public const string GlobalSettings = "**/extlClntAppGlobalOauthSets/**";

    private static readonly string[] GlobalSettingsComment =
    [
        "# Global OAuth settings belong to one org and can hold a consumer secret: keep them out of source control and packages",
        "# (Metadata API Developer Guide). Beware: the Salesforce CLI does not deploy an ignored file either. Publish-EcaMetadata does.",
    ];

    private static readonly string[] TemporaryComment = ["# What EcaTools leaves if it is killed while it writes."];

    /// <summary>Adds the entry for global OAuth settings to the .forceignore of the project that the folder is in, once.</summary>
    /// <param name="outputPath">The folder of the package, as a full path.</param>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public static void AddToForceIgnore(string outputPath) =>
        Add(Path.Combine(SalesforceProjectFile.FolderOf(outputPath) ?? outputPath, ".forceignore"), GlobalSettings, GlobalSettingsComment);

    /// <summary>
    /// Adds the entry for temporary files to the .gitignore of the project that the folder is in, once, where the project's folder has one or is under git. Global
    /// OAuth settings are not in it: what is written here holds neither consumer key nor secret, and a review must see the callback URLs.
    /// </summary>
    /// <param name="outputPath">The folder of the package, as a full path.</param>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public static void AddToGitIgnore(string outputPath)
    {
        string project = SalesforceProjectFile.FolderOf(outputPath) ?? outputPath;
        string path = Path.Combine(project, ".gitignore");
        if (File.Exists(path) || Path.Exists(Path.Combine(project, ".git")))
        {
            Add(path, TemporaryFiles.Pattern, TemporaryComment);
        }
    }

    /// <summary>Adds an entry and leaves all else in the file as it is.</summary>
    private static void Add(string path, string entry, string[] comment)
    {
        byte[] current = SafeFile.ReadOrNull(path) ?? [];
        string text = Encoding.UTF8.GetString(current);

        // An entry that lets the files in again (!) is somebody's decision.
        if (text.Split('\n').Any(line => Meaning(line).TrimStart('!') == Meaning(entry)))
        {
            return;
        }

        string lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        StringBuilder added = new();
        if (text.Length > 0)
        {
            added.Append(text.EndsWith('\n') ? lineEnd : lineEnd + lineEnd);
        }

        added.AppendJoin(lineEnd, comment.Append(entry)).Append(lineEnd);
        SafeFile.WriteAll([(path, [.. current, .. Encoding.UTF8.GetBytes(added.ToString())])]);
    }

    private static string Meaning(string line) => line.Trim().TrimEnd('*').TrimEnd('/');
}
