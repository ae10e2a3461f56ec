using System.Text;

namespace EcaTools.Core.Conversion;

/// <summary>The .forceignore of a project, which keeps files out of what the Salesforce CLI deploys and retrieves.</summary>
internal static class SalesforceIgnoreFile
{
    /// <summary>The entry for global OAuth settings.</summary>
    public const string Entry = "**/extlClntAppGlobalOauthSets/**";

    private static readonly string[] Comment =
    [
        "# Global OAuth settings belong to one org and can hold a consumer secret: keep them out of source control and packages",
        "# (Metadata API Developer Guide). Beware: the Salesforce CLI does not deploy an ignored file either. Publish-EcaMetadata does.",
    ];

    /// <summary>Adds the entry to the .forceignore of the project that the folder is in, once, and leaves all else in it as it is.</summary>
    /// <param name="outputPath">The folder of the package, as a full path.</param>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public static void AddTo(string outputPath)
    {
        string path = Path.Combine(ProjectOf(outputPath), ".forceignore");
        byte[] current = SafeFile.ReadOrNull(path) ?? [];
        string text = Encoding.UTF8.GetString(current);
        if (text.Split('\n').Any(line => line.Trim().TrimEnd('*').TrimEnd('/') == Entry.TrimEnd('*').TrimEnd('/')))
        {
            return;
        }

        string lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        StringBuilder added = new();
        if (text.Length > 0)
        {
            added.Append(text.EndsWith('\n') ? lineEnd : lineEnd + lineEnd);
        }

        added.AppendJoin(lineEnd, Comment.Append(Entry)).Append(lineEnd);
        SafeFile.WriteAll([(path, [.. current, .. Encoding.UTF8.GetBytes(added.ToString())])]);
    }

    /// <summary>The nearest folder, from this one up, with an sfdx-project.json; this one where there is none.</summary>
    private static string ProjectOf(string folder)
    {
        for (DirectoryInfo? parent = new(folder); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "sfdx-project.json")))
            {
                return parent.FullName;
            }
        }

        return folder;
    }
}
