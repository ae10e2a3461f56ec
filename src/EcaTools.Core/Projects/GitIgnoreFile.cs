using System.Text;
using EcaTools.Core.Files;

namespace EcaTools.Core.Projects;

/// <summary>The .gitignore of a project: keeps files that mean nothing to anybody else out of source control.</summary>
internal static class GitIgnoreFile
{
    /// <summary>
    /// Adds an entry to the .gitignore of the project that the folder is in, once, if the project's folder has one or
    /// is under git. Global OAuth settings get no entry, and none in .forceignore: what is written here holds neither
    /// consumer key nor secret, a review must see the callback URLs, and the Salesforce CLI does not deploy an ignored
    /// file.
    /// </summary>
    /// <param name="outputPath">The folder of the package, as a full path.</param>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public static void Add(string outputPath)
    {
        string project = SalesforceProjectFile.FolderOf(outputPath) ?? outputPath;
        string path = Path.Combine(project, ".gitignore");
        if (!File.Exists(path) && !Path.Exists(Path.Combine(project, ".git")))
        {
            return;
        }

        byte[] current = SafeFile.ReadOrNull(path) ?? [];
        string text = Encoding.UTF8.GetString(current);

        // An entry that includes the files again (!) is somebody's decision.
        if (text.Split('\n').Any(line => line.Trim().TrimStart('!') == TemporaryFiles.Pattern))
        {
            return;
        }

        string lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string gap;
        if (text.Length == 0)
        {
            gap = "";
        }
        else if (text.EndsWith('\n'))
        {
            gap = lineEnd;
        }
        else
        {
            gap = lineEnd + lineEnd;
        }

        string added =
            $"{gap}# What EcaTools leaves if it is killed while it writes.{lineEnd}{TemporaryFiles.Pattern}{lineEnd}";
        SafeFile.WriteAll([(path, [.. current, .. Encoding.UTF8.GetBytes(added)])]);
    }
}
