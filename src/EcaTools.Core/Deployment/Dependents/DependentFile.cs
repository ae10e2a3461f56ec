using System.Collections.Immutable;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>A metadata file that waits for the consumer key of an app, or names another that does.</summary>
/// <param name="Type">Its type.</param>
/// <param name="FullName">Its full name.</param>
/// <param name="Path">The file.</param>
/// <param name="Text">What the file says, with placeholders.</param>
/// <param name="Placeholders">The placeholders in it.</param>
internal sealed record DependentFile(
    DependentType Type,
    string FullName,
    string Path,
    string Text,
    ImmutableArray<KeyPlaceholder> Placeholders
)
{
    /// <summary>The folder in which it was found.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The other dependents that it names, as <see cref="Component"/> gives them.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>The signing certificates that it names.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>The apps whose keys it waits for, itself or by what it names.</summary>
    public ImmutableSortedSet<string> Apps { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The component, as results name it.</summary>
    public string Component => $"{Type.Name} {FullName}";

    /// <summary>The file in the zip of a deploy.</summary>
    public string ZipEntry => $"{Type.Directory}/{FullName}.{Type.Suffix}";
}
