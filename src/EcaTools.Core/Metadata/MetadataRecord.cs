using System.Collections.Immutable;

namespace EcaTools.Core.Metadata;

/// <summary>
/// One record of a metadata type, with its elements in the order of the source. It holds every element, known to the
/// schema or not, so that nothing is lost in silence.
/// </summary>
/// <param name="Type">The metadata type (<c>ConnectedApp</c>) or the complex type of a group
/// (<c>ConnectedAppOauthConfig</c>).</param>
/// <param name="Fields">The elements, in source order; an element that repeats stands here once for each time.</param>
public sealed record MetadataRecord(string Type, [property: FlatJson] ImmutableArray<MetadataField> Fields)
{
    /// <summary>The value of the first leaf at a path such as <c>oauthConfig.callbackUrl</c>; null where there is
    /// none.</summary>
    public string? this[string path] => Values(path).FirstOrDefault();

    /// <summary>The values of all leaves at a path, in source order.</summary>
    public IEnumerable<string> Values(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? path : path[..dot];
        foreach (MetadataField field in Fields.Where(field => field.Name == name))
        {
            if (dot < 0)
            {
                if (field.Value is not null)
                {
                    yield return field.Value;
                }
            }
            else if (field.Group is not null)
            {
                foreach (string value in field.Group.Values(path[(dot + 1)..]))
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>The first group at a path such as <c>oauthConfig.idTokenConfig</c>; null where there is none.</summary>
    public MetadataRecord? Group(string path)
    {
        MetadataRecord? record = this;
        foreach (string name in path.Split('.'))
        {
            record = record?.Fields.FirstOrDefault(field => field.Name == name)?.Group;
        }

        return record;
    }

    /// <summary>Every leaf with its path from this record, in source order. An empty group counts as a leaf with a null
    /// value.</summary>
    public IEnumerable<(string Path, MetadataField Field)> Leaves()
    {
        foreach (MetadataField field in Fields)
        {
            if (field.Group is null || field.Group.Fields.IsEmpty)
            {
                yield return (field.Name, field);
                continue;
            }

            foreach ((string path, MetadataField leaf) in field.Group.Leaves())
            {
                yield return ($"{field.Name}.{path}", leaf);
            }
        }
    }

    /// <summary>The type.</summary>
    public override string ToString() => Type;
}
