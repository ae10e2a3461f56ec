namespace EcaTools.Core.Metadata;

/// <summary>A record of a metadata type with the full name that it has, or will have, in an org.</summary>
/// <param name="FullName">The full name, such as <c>Billing_oauth</c>.</param>
/// <param name="Record">The record; its type is the metadata type.</param>
public sealed record NamedRecord(string FullName, MetadataRecord Record)
{
    /// <summary>The metadata type.</summary>
    public string Type => Record.Type;
}
