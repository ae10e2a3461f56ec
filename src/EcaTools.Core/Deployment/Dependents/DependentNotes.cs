using System.Globalization;
using System.Xml.Linq;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Files;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>
/// What publications of a folder left in the dependents of an org, as hashes, next to the notes of its apps
/// (<see cref="PublishedState"/>): what an org holds otherwise was set by somebody else.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class DependentNotes(EcaOrg org)
{
    private readonly Dictionary<string, HashFile> _files = new(StringComparer.Ordinal);

    /// <summary>The differences that would replace what no publication of the folder is known to have left.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public IEnumerable<DependentDifference> Conflicts(DependentItem item)
    {
        DependentDifference[] replaced =
        [
            .. item.Differences.Where(change => change is { Held: not null, IsOfKey: false }),
        ];
        IReadOnlyDictionary<string, ulong>? known =
            replaced.Length == 0
                ? null
                : FileOf(item.File).Find(NameOf(item.File))?.GetValueOrDefault(item.File.Type.Name);
        return replaced.Where(change => known?.ContainsKey(Key(change.Element, change.Held!.Value)) != true);
    }

    /// <summary>Notes what the org holds after a publication.</summary>
    /// <exception cref="EcaException">FileNotWritable.</exception>
    public void Note(DependentFile file, XElement held)
    {
        using FolderLock taken = ProjectLock.Take(file.Folder);
        IEnumerable<(string, ulong)> hashes = held.Elements()
            .Where(child => !DependentComparison.IsSecret(child))
            .Select(child => (child.Name.LocalName, Hash: DependentComparison.Hash(child)))
            .Select(child => (Key(child.LocalName, child.Hash), child.Hash))
            .Distinct()
            .OrderBy(child => child.Item1, StringComparer.Ordinal);
        FileOf(file).Append(NameOf(file), [(file.Type.Name, hashes)]);
    }

    private HashFile FileOf(DependentFile file) =>
        _files.TryGetValue(file.Folder, out HashFile? known)
            ? known
            : _files[file.Folder] = new HashFile(ProjectLock.FileOf(file.Folder, PublishedState.Ending));

    private string NameOf(DependentFile file) => $"{org.OrgId}/{file.Component}";

    private static string Key(string element, ulong hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{element} {hash:x16}");
}
