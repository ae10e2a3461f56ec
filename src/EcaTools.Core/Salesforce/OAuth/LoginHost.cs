using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>Where a login goes: Salesforce's shared login pages, or an org's own My Domain.</summary>
public sealed record LoginHost
{
    private static readonly Uri Login = new("https://login.salesforce.com");
    private static readonly Uri Test = new("https://test.salesforce.com");

    private LoginHost(Uri url) => Url = url;

    /// <summary>login.salesforce.com, for production and Developer Edition orgs.</summary>
    public static LoginHost Production { get; } = new(Login);

    /// <summary>test.salesforce.com, for sandboxes and scratch orgs.</summary>
    public static LoginHost Sandbox { get; } = new(Test);

    /// <summary>The URL, without a path.</summary>
    public Uri Url { get; }

    /// <summary>Whether it is a page for all orgs, which knows neither client credentials nor the External Client Apps
    /// of one org.</summary>
    public bool IsShared => Url.Host == Login.Host || Url.Host == Test.Host;

    /// <summary>Who an assertion is for: the login page for that kind of org (Salesforce Help: OAuth 2.0 JWT Bearer
    /// Flow); on loopback the host itself.</summary>
    public string Audience => (LoopbackAddress.Is(Url) ? Url : PublicHost).GetLeftPart(UriPartial.Authority);

    private Uri PublicHost => Url.Host == Test.Host || IsSandbox(Url.Host) ? Test : Login;

    /// <summary>Reads <c>Production</c>, <c>Sandbox</c>, or a My Domain as a host name or URL.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>, or <c>InsecureUrl</c>: it is http and not on
    /// loopback.</exception>
    public static LoginHost Parse(string text)
    {
        text = text.Trim();
        if (text.Equals("Production", StringComparison.OrdinalIgnoreCase))
        {
            return Production;
        }

        if (text.Equals("Sandbox", StringComparison.OrdinalIgnoreCase))
        {
            return Sandbox;
        }

        bool bare = !text.Contains("://", StringComparison.Ordinal);
        if (
            !Uri.TryCreate(bare ? "https://" + text : text, UriKind.Absolute, out Uri? url)
            || url.Host.Length == 0
            || (bare && !LoopbackAddress.Is(url) && !text.Contains('.', StringComparison.Ordinal))
        )
        {
            throw SalesforceErrors.LoginHostInvalid(
                text.Contains('@', StringComparison.Ordinal) ? "(a URL with credentials)" : text
            );
        }

        return From(bare && LoopbackAddress.Is(url) ? new UriBuilder(url) { Scheme = Uri.UriSchemeHttp }.Uri : url);
    }

    /// <summary>The host of a URL.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>, or <c>InsecureUrl</c>: it is http and not on
    /// loopback.</exception>
    public static LoginHost From(Uri url)
    {
        if (
            url.UserInfo.Length > 0
            || url.Host.EndsWith(".lightning.force.com", StringComparison.OrdinalIgnoreCase)
            || url.Host.EndsWith(".salesforce-setup.com", StringComparison.OrdinalIgnoreCase)
            || url.Host.EndsWith(".vf.force.com", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw SalesforceErrors.LoginHostInvalid(url.Host);
        }

        return url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(url))
            ? new LoginHost(new Uri(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)))
            : throw SalesforceErrors.InsecureUrl(url);
    }

    private static bool IsSandbox(string host) =>
        host.Contains(".sandbox.my.", StringComparison.OrdinalIgnoreCase)
        || host.Contains(".scratch.my.", StringComparison.OrdinalIgnoreCase);
}
