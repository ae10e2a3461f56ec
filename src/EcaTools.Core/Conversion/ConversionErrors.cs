using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion;

/// <summary>The errors of converting apps and of writing the result.</summary>
internal static class ConversionErrors
{
    public static EcaException AppNotInstalled(string app, string source) =>
        AppErrors.AppNotLocal(
            $"'{app}' is used in {source} and not installed there: it is defined in another org, and "
                + $"nothing is known of its settings.",
            "Only its publisher can replace it. Ask them for an External Client App, and leave this one "
                + "out: Where-Object Origin -ne Uninstalled.",
            target: app
        );

    public static EcaException UnsupportedApiVersion(ApiVersion version, MetadataSchema schema) =>
        ParameterErrors.ApiVersionNotSupported(
            $"API version {version} can't be written for: EcaTools knows {schema.First} to {schema.Last}.",
            $"Use -ApiVersion {schema.DefaultVersion}, or update EcaTools.",
            target: version
        );

    public static EcaException InvalidName(string name, string proposal) =>
        ParameterErrors.ParameterInvalid(
            $"'{name}' can't be the name of an External Client App: it needs letters, digits and single "
                + $"underscores, a letter first, no underscore last, at most {EcaName.MaxLength} characters.",
            $"Use a valid name, such as {proposal}.",
            target: name
        );

    public static EcaException InvalidPattern(string pattern) =>
        ParameterErrors.ParameterInvalid(
            $"'{pattern}' is not a pattern for a name or label: braces stand for {{Name}}, {{Label}} or "
                + $"{{Namespace}} alone, and something must remain.",
            "Write it as {Name}_ECA, or {Label} (ECA).",
            target: pattern
        );

    public static EcaException SamlNeedsLocalApp(string app) =>
        ParameterErrors.ParametersConflict(
            $"Connected App '{app}': it has SAML, and SAML policies belong to local External Client Apps "
                + $"alone (Metadata API Developer Guide). It was not written as a packaged one.",
            "Convert it with -DistributionState Local, without -Packageable.",
            target: app
        );

    public static EcaException UnknownScope(string scope, ApiVersion version, IEnumerable<string> known) =>
        ParameterErrors.ParameterInvalid(
            $"'{scope}' is not a scope of External Client Apps in API version {version}. There are: "
                + $"{string.Join(", ", known)}.",
            "Use one of these, or its OAuth name, such as refresh_token.",
            target: scope
        );

    public static EcaException UnknownProfile(string name, IEnumerable<string> known) =>
        ParameterErrors.ParameterInvalid(
            $"There is no profile of an MCP client named '{name}'. There are: {string.Join(", ", known)}.",
            "Use one of these; -CallbackUrl adds the callback URLs of another client.",
            target: name
        );

    public static EcaException CallbackUrlMissing(string profile, string hint) =>
        ParameterErrors.ParameterMissing(
            $"{profile} has no callback URL that is the same for all: {hint}.",
            "Give it with -CallbackUrl.",
            target: profile
        );

    public static EcaException ProfileNeedsOAuth(string app, string clients) =>
        AppErrors.AppHasNoOAuth(
            $"Connected App '{app}' has no OAuth settings, so it can't be fitted to MCP clients ({clients}).",
            "Make a new app for them: leave -App out.",
            target: app
        );

    public static EcaException ProfileNeedsNewerVersion(
        string clients,
        string element,
        ApiVersion first,
        ApiVersion version
    ) =>
        ParameterErrors.ApiVersionNotSupported(
            $"MCP clients ({clients}) need {element}, which API version {version} does not have.",
            $"Use -ApiVersion {first} or later.",
            target: version
        );

    public static EcaException NameCollision(string name, string? first, string? second, string outputPath) =>
        AppErrors.DuplicateName(
            $"The Connected Apps '{first}' and '{second}' both become the External Client App '{name}' in "
                + $"{outputPath}. The second was not written.",
            $"Convert '{second}' alone, with another -Name.",
            target: second
        );

    public static EcaException PackageNeedsSourceFormat(string outputPath) =>
        ParameterErrors.ParametersConflict(
            $"{outputPath}: the directory of a package is in source format, so nothing was written in metadata format.",
            "Leave -Format out, or -Packageable.",
            target: outputPath
        );
}
