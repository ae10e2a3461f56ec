using System.Collections.Frozen;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Metadata;

/// <summary>A type of the Metadata API: one that has files of its own, or the complex type of a group.</summary>
/// <param name="Name">The type's name, such as <c>ExtlClntAppOauthSettings</c>.</param>
/// <param name="Elements">Its elements of all API versions, by name.</param>
/// <param name="Source">Where its facts come from.</param>
public sealed record MetadataType(string Name, FrozenDictionary<string, MetadataElement> Elements, string Source)
{
    /// <summary>The folder of its files; null for the type of a group.</summary>
    public string? Directory { get; init; }

    /// <summary>The suffix of its files, without a dot; null for the type of a group.</summary>
    public string? Suffix { get; init; }

    /// <summary>The first API version that has it; null for the type of a group, which is as old as the elements that
    /// use it.</summary>
    public ApiVersion? First { get; init; }

    /// <summary>The last API version that has it; null where the newest still does.</summary>
    public ApiVersion? Last { get; init; }

    /// <summary>Whether an org may know more elements than these: they are documented nowhere, or not version by
    /// version.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it has files of its own.</summary>
    public bool HasFiles => Directory is not null;

    /// <summary>Whether its records are parts of one External Client App, which they must name.</summary>
    public bool IsOfApp => HasFiles && Elements.GetValueOrDefault(EcaType.Owner) is { IsRequired: true };

    /// <summary>Whether an API version has it.</summary>
    public bool IsIn(ApiVersion version) =>
        (First is not { } first || first <= version) && (Last is not { } last || version <= last);
}
