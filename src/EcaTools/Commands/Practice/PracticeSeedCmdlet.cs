using System.Management.Automation;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.PracticeOrg;

namespace EcaTools.Commands.Practice;

/// <summary>The base of the cmdlets that start a practice org: what it starts with, and on which day.</summary>
public abstract class PracticeSeedCmdlet : EcaCmdlet
{
    private protected const string SeedSet = "Seed";
    private protected const string SeedPattern = "^(demo|empty|enterprise:([1-9][0-9]{0,3}|10000)|from:.+)$";

    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string FolderPrefix = "from:";

    /// <summary>A folder of your own metadata, in source or package format: the org starts with its Connected Apps and
    /// External Client Apps.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The same folder, but no character of it is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The day or time at which the org's clock starts, UTC unless it has an offset; from 2000 to
    /// 2100.</summary>
    [Parameter]
    [UtcTime]
    public DateTimeOffset? Now { get; set; }

    /// <summary>The seed as the practice org takes it, with a full path for a folder.</summary>
    private protected string ResolveSeed(string seed)
    {
        if (Now < PracticeOrgOptions.EarliestNow || Now > PracticeOrgOptions.LatestNow)
        {
            throw PracticeCommandErrors.PracticeDayOutOfRange(Now.Value);
        }

        return ParameterSetName switch
        {
            PathSet => FolderPrefix + Folder(Path, literal: false),
            LiteralPathSet => FolderPrefix + Folder(LiteralPath, literal: true),
            _ when seed.StartsWith(FolderPrefix, StringComparison.Ordinal) => FolderPrefix
                + Folder(seed[FolderPrefix.Length..], literal: true),
            _ => seed,
        };
    }

    private string Folder(string path, bool literal)
    {
        IReadOnlyList<string> found = ResolvePaths(path, literal);
        return found.Count == 1 ? found[0] : throw PracticeCommandErrors.PracticePathNotOneFolder(path, found.Count);
    }
}
