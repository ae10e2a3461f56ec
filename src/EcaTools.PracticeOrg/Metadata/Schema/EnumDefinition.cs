using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>The values that an element of this type may have.</summary>
internal sealed record EnumDefinition(string Name, ImmutableArray<EnumValue> Values, bool IgnoreCase = false)
{
    /// <summary>The value as the org spells it, or null if it is none.</summary>
    public string? Find(string text, int version) =>
        Values
            .FirstOrDefault(v =>
                (version == RecordSchema.AnyVersion || v.Since <= version)
                && string.Equals(
                    v.Value,
                    text,
                    IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
                )
            )
            ?.Value;
}
