using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>One field of an External Client App as it stands on the two sides of a comparison. Holds no
/// secret.</summary>
public sealed record EcaDifference
{
    /// <summary>The External Client App's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The metadata type, such as <c>ExtlClntAppOauthSettings</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The type in short, as tables show it: <c>App</c>, <c>OauthSettings</c>, <c>OauthPolicies</c>.</summary>
    [FlatJson]
    public string ShortType =>
        Type == EcaType.App
            ? "App"
            : Type.Replace("ExtlClntApp", "", StringComparison.Ordinal)
                .Replace("ConfigurablePolicies", "Policies", StringComparison.Ordinal);

    /// <summary>The record's full name on the reference side, or on the difference side where the other has no such
    /// record.</summary>
    public required string FullName { get; init; }

    /// <summary>The path of the field in the record, such as <c>idTokenConfig.idTokenAudience</c>; empty where a whole
    /// record is on one side only.</summary>
    public string Field { get; init; } = "";

    /// <summary>
    /// The value on the reference side, or the record's full name where a whole record is there only; null where it has
    /// none. A secret is <see cref="MetadataField.SecretMask"/>.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>The same of the difference side.</summary>
    public string? Difference { get; init; }

    /// <summary>How the two stand.</summary>
    public required EcaDifferenceKind Kind { get; init; }

    /// <summary>Where the reference side was read: the alias of an org, a folder, or the file of a Connected
    /// App.</summary>
    public required string ReferenceSource { get; init; }

    /// <summary>Where the difference side was read.</summary>
    public required string DifferenceSource { get; init; }

    /// <summary>The app and the field.</summary>
    public override string ToString() => $"{Name}: {FullName} {Field}".TrimEnd();
}
