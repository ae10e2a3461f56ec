using System.IO.Compression;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Metadata.Org;

/// <summary>The records in the zip of a retrieve. Each is read when it is asked for, so that the zip alone takes
/// room.</summary>
internal sealed class RetrievedRecords : IDisposable
{
    private readonly string type;
    private readonly ZipArchive? zip;
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens the zip; one that is damaged holds nothing.</summary>
    public RetrievedRecords(string type, RetrieveResult result)
    {
        this.type = type;
        try
        {
            zip = new ZipArchive(new MemoryStream(result.Zip.ToArray(), writable: false), ZipArchiveMode.Read);
            HashSet<string> entries = zip.Entries.Select(entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
            foreach (
                FileProperties file in result.Files.Where(file => file.Type == type && entries.Contains(file.FileName))
            )
            {
                files[file.FullName] = file.FileName;
            }
        }
        catch (InvalidDataException)
        {
            // What it does not hold is read otherwise.
            files.Clear();
        }
    }

    /// <summary>The full names of the records that it holds.</summary>
    public IReadOnlyCollection<string> Names => files.Keys;

    /// <summary>Whether it holds a record.</summary>
    public bool Has(string fullName) => files.ContainsKey(fullName);

    /// <summary>Reads a record that it holds.</summary>
    public OrgRecord Read(MetadataReader reader, string alias, string fullName)
    {
        string source = $"{alias}!{type}/{fullName}";
        try
        {
            using Stream stream = zip!.GetEntry(files[fullName])!.Open();
            return new OrgRecord(fullName, reader.Read(stream, source, type), Error: null);
        }
        catch (EcaException error)
        {
            return new OrgRecord(fullName, Document: null, error);
        }
        catch (InvalidDataException damaged)
        {
            return new OrgRecord(fullName, Document: null, MetadataErrors.ZipNotReadable(source, damaged));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => zip?.Dispose();
}
