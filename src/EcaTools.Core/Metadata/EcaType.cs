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

    /// <summary>The types that EcaTools publishes whose records name the app that they belong to in
    /// <see cref="Owner"/>.</summary>
    public static ImmutableArray<string> Satellites { get; } =
    [.. EcaTypeFacts.All.Where(type => type.IsPublished && type.Name != App).Select(type => type.Name)];

    /// <summary>The types of which a second record for one app is known to be refused.</summary>
    public static ImmutableArray<string> OneForEachApp { get; } =
    [.. EcaTypeFacts.All.Where(type => type.IsOneForEachApp).Select(type => type.Name)];

    /// <summary>The element that names the app; a listing does not give it (field report).</summary>
    public const string Owner = "externalClientApplication";

    /// <summary>
    /// Whether records of a type may name their app by its label instead of its name: SAML policies do (Metadata API
    /// Developer Guide). Whether an org gives the one or the other is UNCONFIRMED, so both are accepted. Labels are not
    /// unique.
    /// </summary>
    public static bool MayNameLabel(string type) => type == SamlPolicies;
}
