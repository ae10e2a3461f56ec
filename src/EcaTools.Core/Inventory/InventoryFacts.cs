using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Documents;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Inventory;

/// <summary>What an org tells of its apps outside their metadata, read from data.</summary>
internal sealed class InventoryFacts
{
    private static readonly Lazy<InventoryFacts> Embedded = new(() =>
        new InventoryFacts(EmbeddedData.Read<Json>("inventory-facts.json"))
    );
    private readonly FrozenDictionary<string, SourceFact> _sources;
    private readonly FrozenDictionary<string, OAuthFlow> _flows;

    private InventoryFacts(Json json)
    {
        _sources = json.Sources.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal);
        _flows = json.LoginFlows.ToFrozenDictionary(
            flow => flow.SubType,
            flow => flow.Flow,
            StringComparer.OrdinalIgnoreCase
        );
        HiddenFlows = [.. json.HiddenFlows.Select(flow => flow.Name)];
        References = json.References;
        SoapLogin = json.SoapLogin;
    }

    public static InventoryFacts Default => Embedded.Value;

    /// <summary>The flows that metadata has no element for.</summary>
    public ImmutableArray<OAuthFlow> HiddenFlows { get; }

    /// <summary>The metadata types whose records name apps.</summary>
    public ImmutableArray<ReferenceFact> References { get; }

    /// <summary>How an org tells of callers of SOAP login().</summary>
    public SoapLoginFact SoapLogin { get; }

    /// <summary>The sources that an org alone has, next to its event logs.</summary>
    public static ImmutableArray<string> OrgSources { get; } =
    ["AppMenuItem", "BlacklistedConsumer", "ConnectedApplication", "LoginHistory", "OauthToken", "SetupEntityAccess"];

    /// <summary>A source by the name of its object.</summary>
    public SourceFact Source(string name) => _sources[name];

    /// <summary>The OAuth flow that a login's subtype means; null where it is not known.</summary>
    public OAuthFlow? FlowOf(string? subType) =>
        subType is not null && _flows.TryGetValue(subType, out OAuthFlow flow) ? flow : null;

    /// <summary>Whether a login is one by OAuth (Object Reference: LoginHistory.LoginType).</summary>
    public static bool IsOAuth(string? loginType) =>
        loginType?.StartsWith("Remote Access", StringComparison.Ordinal) == true;

    /// <summary>Whether a login is one by OAuth whose flow is not known.</summary>
    public bool IsUnknownOAuth(string? loginType, string? subType) => IsOAuth(loginType) && FlowOf(subType) is null;

    /// <summary>Why nothing is known of the flow of such logins.</summary>
    public static string UnknownFlow(string? subType) =>
        $"There are OAuth logins {(string.IsNullOrEmpty(subType) ? "without a LoginSubType" : $"with the LoginSubType {subType}, which EcaTools does not know")}: any flow may be behind them.";

    /// <summary>An object that tells of apps.</summary>
    /// <param name="Name">The object.</param>
    /// <param name="Permissions">The permissions, any of which shows all its rows.</param>
    /// <param name="OwnRowsOtherwise">Whether a user without them sees their own rows; else they see none.</param>
    /// <param name="BlindSpots">What it can't show.</param>
    /// <param name="Source">Where this is from.</param>
    /// <param name="MaximumRows">The most rows that a query gives, without a way on; 0 where there is no such
    /// limit.</param>
    /// <param name="MaximumReach">How far OFFSET reaches, the last page included; 0 where there is no such
    /// limit.</param>
    internal sealed record SourceFact(
        string Name,
        ImmutableArray<PermissionFact> Permissions,
        bool OwnRowsOtherwise,
        ImmutableArray<string> BlindSpots,
        string Source,
        int MaximumRows = 0,
        int MaximumReach = 0
    );

    /// <summary>A user permission: its API name without the prefix Permissions, and what Setup calls it.</summary>
    internal sealed record PermissionFact(string Name, string Label);

    /// <summary>A metadata type whose records name apps.</summary>
    /// <param name="Type">The type.</param>
    /// <param name="Elements">The paths of the elements that name one.</param>
    /// <param name="Source">Where this is from.</param>
    /// <param name="Directory">The folder of its files; null where it is not known.</param>
    /// <param name="Suffix">The suffix of its files, without a dot; null where it is not known.</param>
    internal sealed record ReferenceFact(
        string Type,
        ImmutableArray<string> Elements,
        string Source,
        string? Directory = null,
        string? Suffix = null
    );

    /// <summary>How an org tells of callers of SOAP login(), which have no app.</summary>
    /// <param name="LoginType">The type of their logins.</param>
    /// <param name="Application">What stands for the app of their logins.</param>
    /// <param name="ApiType">How the API of their logins begins.</param>
    /// <param name="ApiFamily">The API family of the call in event logs.</param>
    /// <param name="ApiResource">The resource of the call in event logs.</param>
    /// <param name="Source">Where this is from.</param>
    internal sealed record SoapLoginFact(
        string LoginType,
        string Application,
        string ApiType,
        string ApiFamily,
        string ApiResource,
        string Source
    )
    {
        /// <summary>Whether a login is one by SOAP login().</summary>
        public bool IsLogin(string? loginType, string? application, string? apiType) =>
            loginType == LoginType
            && application == Application
            && apiType?.StartsWith(ApiType, StringComparison.Ordinal) == true;

        /// <summary>Whether a call that names no app is SOAP login().</summary>
        public bool IsCall(string? apiFamily, string? apiResource) =>
            apiFamily == ApiFamily && apiResource == ApiResource;
    }

    private sealed record FlowFact(string SubType, OAuthFlow Flow, string Source);

    private sealed record HiddenFlowFact(OAuthFlow Name, string Source);

    private sealed record Json(
        ImmutableArray<SourceFact> Sources,
        ImmutableArray<FlowFact> LoginFlows,
        ImmutableArray<HiddenFlowFact> HiddenFlows,
        ImmutableArray<ReferenceFact> References,
        SoapLoginFact SoapLogin
    );
}
