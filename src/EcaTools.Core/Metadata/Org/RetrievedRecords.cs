using System.IO.Compression;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Metadata.Org;

/// <summary>The records in the zip of a retrieve. Each is read when it is asked for, so that the zip alone takes
/// room.</summary>
internal sealed class RetrievedRecords : IDisposable
{
    private readonly string _type;
    private readonly ZipArchive? _zip;
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens the zip; one that is damaged holds nothing.</summary>
    public RetrievedRecords(string type, RetrieveResult result)
    {
        _type = type;
        try
        {
            _zip = new ZipArchive(new MemoryStream(result.Zip.ToArray(), writable: false), ZipArchiveMode.Read);
            HashSet<string> entries = _zip.Entries.Select(entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
            foreach (
                FileProperties file in result.Files.Where(file => file.Type == type && entries.Contains(file.FileName))
            )
            {
                _files[file.FullName] = file.FileName;
            }
        }
        catch (InvalidDataException)
        {
            // What it does not hold is read otherwise.
            _files.Clear();
        }
    }

    /// <summary>The full names of the records that it holds.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>Whether it holds a record.</summary>
    public bool Has(string fullName) => _files.ContainsKey(fullName);

    /// <summary>Reads a record that it holds.</summary>
    public OrgRecord Read(MetadataReader reader, string alias, string fullName)
    {
        string source = $"{alias}!{_type}/{fullName}";
        try
        {
            using Stream stream = _zip!.GetEntry(_files[fullName])!.Open();
            return new OrgRecord(fullName, reader.Read(stream, source, _type), Error: null);
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
    public void Dispose() => _zip?.Dispose();
}
