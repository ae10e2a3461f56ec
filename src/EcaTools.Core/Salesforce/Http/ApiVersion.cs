using System.Globalization;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>A Salesforce API version, such as 66.0. The minor part is always 0.</summary>
/// <param name="Major">The number before the dot.</param>
public readonly record struct ApiVersion(int Major) : IComparable<ApiVersion>
{
    /// <summary>Reads <c>66</c>, <c>66.0</c> or <c>v66.0</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static ApiVersion Parse(string text) =>
        TryParse(text, out ApiVersion version)
            ? version
            : throw new FormatException($"'{text}' is not an API version. Write it as 66.0.");

    /// <summary>Reads <c>66</c>, <c>66.0</c> or <c>v66.0</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out ApiVersion version)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim().TrimStart("vV");
        if (rest.EndsWith(".0", StringComparison.Ordinal))
        {
            rest = rest[..^2];
        }

        bool read =
            int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && major is > 0 and < 1000;
        version = new ApiVersion(read ? major : 0);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(ApiVersion other) => Major.CompareTo(other.Major);

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(ApiVersion left, ApiVersion right) => left.Major < right.Major;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(ApiVersion left, ApiVersion right) => left.Major > right.Major;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(ApiVersion left, ApiVersion right) => left.Major <= right.Major;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(ApiVersion left, ApiVersion right) => left.Major >= right.Major;

    /// <summary>The version as Salesforce writes it: <c>66.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.0");
}
