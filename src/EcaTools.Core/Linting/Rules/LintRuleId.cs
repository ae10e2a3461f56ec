namespace EcaTools.Core.Linting.Rules;

/// <summary>The ids of the rules that code decides; the rules themselves are in <c>Data/lint-rules.json</c>.</summary>
internal static class LintRuleId
{
    public const string UnreadableFile = "ECL001";
    public const string UnknownSuffix = "ECL002";
    public const string TypeNotInVersion = "ECL003";
    public const string UnknownElement = "ECL004";
    public const string InventedElement = "ECL005";
    public const string ElementNotInVersion = "ECL006";
    public const string MissingElement = "ECL007";
    public const string InvalidValue = "ECL008";
    public const string UnlistedValue = "ECL009";
    public const string DuplicateElement = "ECL010";
    public const string TooManyElements = "ECL011";
    public const string UnknownScope = "ECL012";
    public const string NothingFound = "ECL013";
    public const string AppMissing = "ECL020";
    public const string AppWithoutSettings = "ECL021";
    public const string GlobalWithoutSettings = "ECL022";
    public const string SettingsWithoutGlobal = "ECL023";
    public const string SecondRecord = "ECL024";
    public const string InvalidName = "ECL025";
    public const string UnmatchedPolicyName = "ECL026";
    public const string PluginSwitchedOff = "ECL027";
    public const string SecretInFile = "ECL030";
    public const string OrgBoundLink = "ECL031";
    public const string IgnoredIsNotDeployed = "ECL041";
    public const string GlobalInPackage = "ECL042";
    public const string PoliciesInPackage = "ECL043";
    public const string LocalAppInPackage = "ECL044";
    public const string IgnoredFile = "ECL045";
    public const string UselessIgnoreEntry = "ECL046";
    public const string JwtWithoutRefreshToken = "ECL051";
    public const string JwtOfAnyUser = "ECL052";
    public const string ClientCredentialsInOnePlace = "ECL056";
    public const string ClientCredentialsWithoutUser = "ECL057";
    public const string WildcardCallback = "ECL058";
    public const string PlainHttpCallback = "ECL059";
    public const string PermissionSetById = "ECL060";
    public const string PublicClientWithoutRotation = "ECL062";
    public const string UserById = "ECL064";
    public const string NobodyPreAuthorized = "ECL065";
    public const string DeviceFlowWithoutLocalCallback = "ECL066";
    public const string NumberOutOfRange = "ECL067";
    public const string ScopesNeverGranted = "ECL071";
    public const string UserOffConvention = "ECL072";
    public const string LongIdleTime = "ECL081";
    public const string NoTrustedIpRanges = "ECL082";
}
