namespace EcaTools.Core.Conversion;

/// <summary>One metadata file of an External Client App.</summary>
/// <param name="Type">The metadata type, such as <c>ExtlClntAppOauthSettings</c>.</param>
/// <param name="FullName">The record's full name, such as <c>Billing_oauth</c>.</param>
/// <param name="Path">The full path on disk.</param>
public sealed record EcaMetadataFile(string Type, string FullName, string Path)
{
    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
