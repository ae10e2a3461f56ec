using System.Collections.Immutable;
using System.Text;

namespace EcaTools.Core.Flows;

/// <summary>A form for the token endpoint.</summary>
/// <param name="repeatable">Whether asking twice does no harm: a code or a rotated refresh token is good once.</param>
/// <param name="fields">Its fields; those without a value are left out.</param>
internal sealed class GrantRequest(bool repeatable, params IEnumerable<(string Name, string? Value)> fields)
{
    private static readonly string[] SecretNames =
        ["client_secret", "refresh_token", "assertion", "code", "code_verifier", "password", "subject_token", "token"];

    private readonly ImmutableArray<(string Name, string Value)> given = [.. from pair in fields where pair.Value is not null select (pair.Name, pair.Value)];

    /// <summary>Whether asking twice does no harm.</summary>
    public bool IsRepeatable => repeatable;

    /// <summary>The values that no message may hold.</summary>
    public string[] Secrets => [.. from pair in given where SecretNames.Contains(pair.Name, StringComparer.Ordinal) select pair.Value];

    /// <summary>The same form with another value in a field.</summary>
    public GrantRequest With(string name, string value) =>
        new(repeatable, [.. from pair in given where pair.Name != name select (pair.Name, (string?)pair.Value), (name, value)]);

    /// <summary>The form as it is sent.</summary>
    public byte[] ToBody() =>
        Encoding.ASCII.GetBytes(string.Join('&', given.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")));

    /// <summary>Never the fields.</summary>
    public override string ToString() => "(grant request)";
}
