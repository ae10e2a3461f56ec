using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting;

/// <summary>What is kept of a file that was read, for the checks that look at several files.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Type">The metadata type.</param>
/// <param name="FullName">The full name, from the file's name.</param>
/// <param name="Kept">The elements that those checks look at.</param>
internal sealed record LintedFile(string Path, string Type, string FullName, ImmutableArray<MetadataField> Kept)
{
    public const string ClientCredentials = "isClientCredentialsFlowEnabled";
    public const string Certificate = "certificate";
    public const string Scopes = "commaSeparatedOauthScopes";
    public const string PermittedUsers = "permittedUsersPolicyType";
    public const string OauthPlugin = "isOauthPluginEnabled";
    public const string Label = "label";

    private static readonly ImmutableArray<string> Names = [EcaType.Owner, ClientCredentials, Certificate, Scopes, PermittedUsers, OauthPlugin, Label];

    /// <summary>The app that the file belongs to; the app's own name in its own file, empty where none is named.</summary>
    public string Owner => Type == EcaType.App ? FullName : this[EcaType.Owner]?.Value?.Trim() ?? "";

    /// <summary>The first element of that name; null where there is none or where it is blank.</summary>
    public MetadataField? this[string name] => Kept.FirstOrDefault(field => field.Name == name && !string.IsNullOrWhiteSpace(field.Value));

    /// <summary>Keeps of a record what the checks look at. A certificate's text is none of it.</summary>
    public static LintedFile Of(LintSource file, MetadataRecord record) => new(
        file.Path,
        file.Type.Name,
        file.FullName,
        [
            .. record.Fields.Where(field => Names.Contains(field.Name, StringComparer.Ordinal))
                .Select(field => field.Name == Certificate && !string.IsNullOrWhiteSpace(field.Value) ? field with { Value = "present" } : field)
        ]);

    /// <summary>Whether a flag is on.</summary>
    public bool IsOn(string name) => this[name]?.Value?.Trim() is "true" or "1";
}
