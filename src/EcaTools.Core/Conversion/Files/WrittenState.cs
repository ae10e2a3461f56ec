using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Files;

/// <summary>
/// What was written to a folder last, as hashes of elements, so that the next conversion can tell what somebody changed
/// since: <c>.ecatools/&lt;folder&gt;.jsonl</c> next to the folder. It belongs in source control with the files, and
/// holds no value of any element.
/// </summary>
/// <param name="outputPath">The folder, as a full path. Nothing is read or written yet.</param>
internal sealed class WrittenState(string outputPath)
{
    private readonly HashFile _file = new(ProjectLock.FileOf(outputPath, ".jsonl"));

    /// <summary>The hashes of an app's elements as they were written last, by file and element; null where nothing is
    /// known of the app.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ulong>>? Find(string app) => _file.Find(app);

    /// <summary>Notes what was written of an app.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Note(ConvertedApp app) =>
        _file.Append(app.Name, app.Records.Select(record => (FileName(record), Elements(record.Record))));

    /// <summary>Brings the file into order.</summary>
    /// <exception cref="EcaException">FileNotWritten.</exception>
    public void Complete() => _file.Tidy();

    /// <summary>What an app's file is called here, whatever the format: its full name and suffix.</summary>
    public static string FileName(NamedRecord record) =>
        $"{record.FullName}.{MetadataSchema.Default.Find(record.Type)!.Suffix}";

    /// <summary>Elements of one name stand together: a record's fields are in the order of their names.</summary>
    private static IEnumerable<(string Element, ulong Hash)> Elements(MetadataRecord record)
    {
        string? last = null;
        foreach (MetadataField field in record.Fields.Where(field => field.Name != last))
        {
            last = field.Name;
            yield return (last, FieldHash.Of(record, last)!.Value);
        }
    }
}
