using System.Collections.Immutable;

namespace EcaTools.Core.Metadata;

/// <summary>The metadata types of an External Client App with OAuth, SAML, a canvas or a screen lock on mobile devices
/// (Metadata API WSDL v66).</summary>
internal static class EcaType
{
    public const string App = "ExternalClientApplication";
    public const string OauthSettings = "ExtlClntAppOauthSettings";
    public const string GlobalOauthSettings = "ExtlClntAppGlobalOauthSettings";
    public const string OauthPolicies = "ExtlClntAppOauthConfigurablePolicies";
    public const string Policies = "ExtlClntAppConfigurablePolicies";
    public const string CanvasSettings = "ExtlClntAppCanvasSettings";
    public const string SamlPolicies = "ExtlClntAppSamlConfigurablePolicies";

    public const string MobileSettings = "ExtlClntAppMobileSettings";
    public const string MobilePolicies = "ExtlClntAppMobileConfigurablePolicies";

    /// <summary>The types whose records name the app that they belong to in <see cref="Owner"/>.</summary>
    public static readonly ImmutableArray<string> Satellites =
    [
        OauthSettings,
        GlobalOauthSettings,
        OauthPolicies,
        Policies,
        CanvasSettings,
        SamlPolicies,
        MobileSettings,
        MobilePolicies,
    ];

    /// <summary>The types of which a second record for one app is known to be refused (field reports); for SAML and
    /// canvas it is UNCONFIRMED.</summary>
    public static readonly ImmutableArray<string> OneForEachApp =
    [
        OauthSettings,
        GlobalOauthSettings,
        OauthPolicies,
        Policies,
    ];

    /// <summary>The element that names the app; a listing does not give it (field report).</summary>
    public const string Owner = "externalClientApplication";
}
