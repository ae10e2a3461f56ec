using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>A way to log in to an org. It holds secrets and shows none.</summary>
public abstract class OrgLogin
{
    /// <summary>Which way it is.</summary>
    public abstract OrgLoginMethod Method { get; }

    /// <summary>The consumer key of the app that logs in; null where it is not known.</summary>
    internal virtual string? ConsumerKey => null;

    /// <summary>Whether a further token can be had without the user.</summary>
    internal abstract bool CanRenew { get; }

    /// <summary>The first token.</summary>
    internal abstract Task<OAuthToken> LogInAsync(SalesforceClientOptions options, CancellationToken cancellation);

    /// <summary>A further token, where <see cref="CanRenew"/>.</summary>
    internal virtual Task<OAuthToken> RenewAsync(SalesforceClientOptions options, CancellationToken cancellation) =>
        LogInAsync(options, cancellation);
}
