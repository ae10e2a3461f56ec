namespace EcaTools.Core.Metadata;

/// <summary>An element of the source that the schema does not know.</summary>
/// <param name="Path">The path from the record, such as <c>oauthConfig.isNewFlag</c>.</param>
/// <param name="Line">The line in the source file, from 1; 0 where there is no file.</param>
public sealed record UnknownElement(string Path, int Line)
{
    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
