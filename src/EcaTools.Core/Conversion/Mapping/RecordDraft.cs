using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>A record, or a group of one, while it is being filled.</summary>
/// <param name="type">The metadata type, or the complex type of the group.</param>
internal sealed class RecordDraft(MetadataType type)
{
    private readonly List<MetadataField> _fields = [];
    private readonly Dictionary<string, RecordDraft> _groups = new(StringComparer.Ordinal);

    /// <summary>Whether a leaf or group of that name is there.</summary>
    public bool Has(string name) => _groups.ContainsKey(name) || _fields.Exists(field => field.Name == name);

    /// <summary>Adds a leaf at a path, with the groups that lead to it.</summary>
    public void Add(string path, string value)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            _fields.Add(new MetadataField(path, value, Group: null));
            return;
        }

        string name = path[..dot];
        if (!_groups.TryGetValue(name, out RecordDraft? group))
        {
            group = new RecordDraft(MetadataSchema.Default.Find(type.Elements[name].Type)!);
            _groups.Add(name, group);
        }

        group.Add(path[(dot + 1)..], value);
    }

    /// <summary>Adds a group that repeats.</summary>
    public void Add(string name, MetadataRecord group) => _fields.Add(new MetadataField(name, Value: null, group));

    /// <summary>The record, its fields in the order in which files have them.</summary>
    public MetadataRecord ToRecord()
    {
        IEnumerable<MetadataField> all = _fields.Concat(
            _groups.Select(group => new MetadataField(group.Key, Value: null, group.Value.ToRecord()))
        );
        return new MetadataRecord(type.Name, [.. all.OrderBy(field => field.Name, StringComparer.Ordinal)]);
    }
}
