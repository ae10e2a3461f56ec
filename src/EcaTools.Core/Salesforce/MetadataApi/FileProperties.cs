namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>A component that the org lists or has put into a retrieved zip.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="FullName">The full name, with the namespace prefix of a packaged component.</param>
/// <param name="FileName">The file in a zip, such as <c>connectedApps/Portal.connectedApp</c>.</param>
/// <param name="Id">The record id; null where the org gives none.</param>
/// <param name="NamespacePrefix">The namespace of the package that it came in; null for a local component.</param>
/// <param name="ManageableState"><c>unmanaged</c>, <c>installed</c> and so on; null where the org gives none.</param>
public sealed record FileProperties(
    string Type,
    string FullName,
    string FileName,
    string? Id,
    string? NamespacePrefix,
    string? ManageableState
);
