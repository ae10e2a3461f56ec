namespace EcaTools.Core.Salesforce.Http;

/// <summary>The errors of the wire.</summary>
internal static class SalesforceErrors
{
    private const string RunAgain = "Run the command again; it changes only what still differs.";

    public static EcaException InsecureUrl(Uri url) =>
        ParameterErrors.InsecureUrl(
            $"{Shown(url)} is neither https nor on loopback: no token or secret is sent there.",
            "Give the org's My Domain URL with https, such as https://acme.my.salesforce.com.",
            target: Shown(url)
        );

    public static EcaException ForeignUrl(string url, Uri instance) =>
        UnsafeHost(
            $"The request for '{url}' would leave {instance.Host}; the token of {instance.Host} is sent "
                + $"to no other host.",
            "Connect to that host with a token of its own, or give a path that begins with /services.",
            target: url
        );

    public static EcaException InstanceNotTrusted(Uri loginHost, Uri instance) =>
        UnsafeHost(
            $"{loginHost.Host} named {Shown(instance)} as the org's instance. That is this machine, and a "
                + $"host elsewhere does not decide what is sent to its ports.",
            "Check the login URL. An org that is not a practice org names an https URL of its own.",
            target: loginHost.Host
        );

    public static EcaException RedirectRefused(string what, Uri instance, Uri? location) =>
        UnsafeHost(
            $"{instance.Host} responded to {what} with a redirect to "
                + $"{(location is null ? "nowhere" : Target(instance, location))}. It is not followed, because "
                + $"the token belongs to {instance.Host} alone.",
            "Connect again with the org's current My Domain URL (Setup > My Domain).",
            target: instance.Host
        );

    public static EcaException AccessTokenUnusable() =>
        ParameterErrors.ParameterInvalid(
            "The access token is empty or holds characters that no Salesforce token has (white space, "
                + "control or non-ASCII characters).",
            "Copy the whole token and nothing else; 'sf org auth show-access-token' shows the one that "
                + "the Salesforce CLI uses."
        );

    public static EcaException OrgDisconnected(string org) =>
        new(
            EcaErrorCategory.InvalidOperation,
            $"The connection to {org} was closed.",
            "Connect again with Connect-EcaOrg.",
            target: org
        );

    public static EcaException AccessTokenRejected(string what, string org, string raw) =>
        SessionExpired(
            $"{org} rejected the access token (it expired, was revoked, or was issued by "
                + $"another org) ({what}). It said: {raw}",
            "Get a new access token and connect again with Connect-EcaOrg. If the token is new, check "
                + "that the URL is the My Domain of the org that issued it.",
            target: org
        );

    public static EcaException ApiLimitReached(string what, string org, string raw, ApiUsage? usage) =>
        new(
            EcaErrorCategory.LimitsExceeded,
            $"{org} has no API requests left ({what}{(usage is null ? "" : $"; {usage.Used} of {usage.Max} used")}"
                + $"). It said: {raw}",
            "Wait until older requests leave the 24-hour window, or ask for more (Setup > Company "
                + "Information shows the use). "
                + RunAgain,
            target: org
        );

    public static EcaException FeatureNotEnabled(string what, string org, string raw) =>
        new(
            EcaErrorCategory.PermissionDenied,
            $"{org} has a feature switched off that {what} needs. It said: {raw}",
            "Switch the feature on for the org or the user: Setup > External Client App Settings for "
                + "External Client Apps and their consumer secrets, 'API Enabled' in the user's profile for "
                + "the API.",
            target: org
        );

    public static EcaException PermissionDenied(string what, string org, string raw) =>
        new(
            EcaErrorCategory.PermissionDenied,
            $"The user may not do this in {org} ({what}). It said: {raw}",
            "To read, give the user the permissions 'Customize Application' and 'Modify Metadata Through Metadata API Functions'; to change External Client Apps, also 'Create, edit, and delete External Client Apps' (Setup > Permission Sets). The token's app needs the scope 'api'.",
            target: org
        );

    public static EcaException NotFound(string what, string org, string raw) =>
        new(
            EcaErrorCategory.ObjectNotFound,
            $"{org} has nothing at {what}. It said: {raw}",
            "Check the name or id, and that the org offers the API version that was asked for (Get-EcaOrg shows it).",
            target: org
        );

    public static EcaException MalformedQuery(string what, string org, string raw) =>
        new(
            EcaErrorCategory.InvalidArgument,
            $"{org} can't run the query ({what}). It said: {raw}",
            "Check that the object and its fields exist in this org and API version and that the user may see them.",
            target: org
        );

    public static EcaException RequestRefused(string what, string org, int status, string raw) =>
        new(
            EcaErrorCategory.InvalidResult,
            $"{org} refused {what} (HTTP {status}). It said: {raw}",
            "Fix the problem that the org reported, then run the command again.",
            target: org
        );

    public static EcaException TooManyRequests(string what, string org, string raw) =>
        new(
            EcaErrorCategory.LimitsExceeded,
            $"{org} asked again and again to slow down ({what}, HTTP 429). It said: {raw}",
            "Let other jobs against this org finish. " + RunAgain,
            target: org
        );

    public static EcaException ServerFault(string what, string org, int status, string raw) =>
        new(
            EcaErrorCategory.ConnectionError,
            $"{org} failed at {what} (HTTP {status}). It said: {raw}",
            "See https://status.salesforce.com for the instance, and run the command again later.",
            target: org
        );

    public static EcaException UnexpectedResponse(
        string what,
        Uri instance,
        ApiResponse answer,
        string excerpt,
        Exception? inner = null
    ) =>
        new(
            EcaErrorCategory.InvalidData,
            $"{instance.Host} responded to {what} with something that is not Salesforce's API: HTTP "
                + $"{answer.Status}, {(answer.ContentType.Length == 0 ? "no content type" : answer.ContentType)}"
                + $", {answer.Body.Length} bytes{(excerpt.Length == 0 ? "" : ": " + excerpt)}",
            "Check that the URL is the org's My Domain (not a Lightning, login or site page) and that no "
                + "proxy responds in its place.",
            inner,
            instance.Host
        );

    public static EcaException AnswerTooLarge(string what, Uri instance, int limit) =>
        new(
            EcaErrorCategory.LimitsExceeded,
            $"{instance.Host} responded to {what} with more than {limit / 1024 / 1024} MB; the rest was not read.",
            "Ask for less at a time: fewer names or fields.",
            target: instance.Host
        );

    public static EcaException OrgUnreachable(string what, Uri instance, Exception inner) =>
        OrgUnreachable(
            $"{instance.Host} can't be reached, or broke off ({what}): {Reason(inner)}",
            "Check the URL, the network and the proxy (HTTPS_PROXY), then run the command again.",
            inner,
            instance.Host
        );

    public static EcaException ProxyInTheWay(
        string what,
        Uri instance,
        Uri? proxy,
        string reason,
        Exception? inner = null
    ) =>
        OrgUnreachable(
            $"{instance.Host} can't be reached through the proxy {proxy?.Authority ?? "of this network"} ({what}"
                + $"): {reason}",
            "Set HTTPS_PROXY to the proxy that this network lets out (with its credentials, if it wants "
                + "any), or put the org's host in NO_PROXY. A proxy that inspects TLS needs its certificate in "
                + "this machine's trust store.",
            inner,
            instance.Host
        );

    public static EcaException RequestTimedOut(string what, Uri instance, TimeSpan timeout, Exception inner) =>
        new(
            EcaErrorCategory.OperationTimeout,
            $"{instance.Host} did not respond to {what} within {timeout.TotalSeconds:0} s.",
            "Run the command again when the org or the network is less busy.",
            inner,
            instance.Host
        );

    public static EcaException ChangeOutcomeUnknown(string what, Uri instance, Exception inner) =>
        new(
            EcaErrorCategory.ConnectionError,
            $"{what} was sent to {instance.Host}, but the response was lost or incomplete: the change may "
                + $"or may not have been made. {inner.Message}",
            "It was not sent again. Look at Setup > Deployment Status and Setup > External Client App "
                + "Manager for what was made. "
                + RunAgain,
            inner,
            instance.Host
        );

    public static EcaException ApiVersionNotOffered(Uri instance, ApiVersion asked, IEnumerable<ApiVersion> offered) =>
        ParameterErrors.ApiVersionNotSupported(
            $"{instance.Host} does not offer API version {asked}; it offers {Range(offered)}.",
            "Leave -ApiVersion out to take the newest that both sides know, or name one of those.",
            target: asked
        );

    public static EcaException JwtTokenNotAcceptedBySoap(string what, Uri instance, ApiVersion? version) =>
        ParameterErrors.ApiVersionNotSupported(
            $"{what} needs SOAP, and {instance.Host} accepts JWT-based access tokens there only from API "
                + $"version 68.0 on{(version is { } used ? $" (in use: {used})" : "")}.",
            "Connect with a token that is not a JWT: switch off \"Issue JSON Web Token (JWT)-based "
                + "access tokens\" in the app that issues it, or use an org that offers API version 68.0.",
            target: instance.Host
        );

    public static EcaException TokenAnswerLost(Uri instance, Exception inner) =>
        new(
            EcaErrorCategory.ConnectionError,
            $"A token was asked for at {instance.Host}, but the response was lost or incomplete. What was "
                + $"sent can be used only once, so it was not sent again. {inner.Message}",
            "Log in again; a refresh token that is rotated may have been replaced by one that never arrived.",
            inner,
            instance.Host
        );

    public static EcaException LoginHostInvalid(string host) =>
        ParameterErrors.ParameterInvalid(
            $"'{host}' is not a valid host to log in to.",
            "Give Production, Sandbox, or the My Domain URL (Setup > My Domain), such as "
                + "https://acme.my.salesforce.com; not a Lightning or Visualforce page, and without "
                + "credentials.",
            target: host
        );

    public static EcaException LoginDenied(Uri host, string clientId, string error, string description) =>
        LoginNotCompleted(
            $"The user did not let the client {clientId} in at {host.Host}: {error}: {description}",
            "Connect again and choose Allow.",
            target: clientId
        );

    public static EcaException LoginTimedOut(Uri host, TimeSpan timeout, string hint) =>
        LoginNotCompleted(
            $"The login at {host.Host} was not done within {Spoken(timeout)}. {hint}",
            "Connect again; -TimeoutSeconds gives more time. Where nobody can log in, use -PrivateKeyPath or -Credential.",
            target: host.Host
        );

    public static EcaException CallbackNotLoopback(string callback) =>
        ParameterErrors.InsecureUrl(
            $"The callback URL '{callback}' is not an http URL on loopback without a query; a code is "
                + $"awaited nowhere else.",
            "Register a URL such as http://localhost:1717/OauthRedirect in the app, and give it with -CallbackUrl.",
            target: callback
        );

    public static EcaException CallbackPortTaken(Uri callback, Exception inner) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Nothing can listen at {callback}: {inner.Message}",
            "Close the program that uses the port (another login that still waits?), or register another "
                + "callback URL in the app and give it with -CallbackUrl.",
            inner,
            callback.AbsoluteUri
        );

    public static EcaException AuthUrlUnreadable(string path, Exception inner) =>
        FileErrors.FileNotReadable(
            $"{path}: the file of the authorization URL can't be read: {inner.Message}",
            "Check the path and the file's permissions.",
            inner,
            path
        );

    public static EcaException AuthUrlInvalid(string source, string reason) =>
        FileErrors.DocumentInvalid(
            $"{source} {reason}.",
            "'sf org auth show-sfdx-auth-url --target-org <alias> --json' shows the URL of an org that "
                + "the Salesforce CLI is logged in to by the web or with a refresh token.",
            target: source
        );

    public static EcaException DeployTooLarge(int bytes, int limit) =>
        FileErrors.FileTooLarge(
            $"The zip to deploy has {bytes} bytes; Salesforce accepts {limit}.",
            "Deploy fewer components at a time."
        );

    public static EcaException DeployStillRunning(string id, Uri instance, TimeSpan waited, string status) =>
        new(
            EcaErrorCategory.OperationTimeout,
            $"The deploy {id} in {instance.Host} is still {status} after {Spoken(waited)} of waiting. It goes on in the org.",
            $"Follow it in Setup > Deployment Status (id {id}); when it has ended, run the command again: it continues from what the org then holds.",
            target: id
        );

    public static EcaException RetrieveStillRunning(string id, Uri instance, TimeSpan waited) =>
        new(
            EcaErrorCategory.OperationTimeout,
            $"The retrieve {id} in {instance.Host} is not done after {Spoken(waited)} of waiting.",
            "Run the command again, or ask for fewer components.",
            target: id
        );

    /// <summary>Where a redirect leads. What an org sends as a location need not be one.</summary>
    private static string Spoken(TimeSpan time) =>
        time.TotalMinutes switch
        {
            1 => "1 minute",
            < 2 => FormattableString.Invariant($"{time.TotalSeconds:0} seconds"),
            double minutes => FormattableString.Invariant($"{minutes:0.#} minutes"),
        };

    private static string Target(Uri instance, Uri location) =>
        Uri.TryCreate(instance, location, out Uri? url) ? Shown(url) : "an address that is not valid";

    /// <summary>The reason of a failure. TLS failures have theirs in the inner exception, which their own message sends
    /// the reader to.</summary>
    private static string Reason(Exception failure)
    {
        Exception innermost = failure.GetBaseException();
        return innermost == failure || failure.Message.Contains(innermost.Message, StringComparison.Ordinal)
            ? failure.Message
            : $"{failure.Message} {innermost.Message}";
    }

    /// <summary>A URL without what may be secret in it: user info, query and fragment.</summary>
    private static string Shown(Uri url) =>
        url.IsAbsoluteUri
            ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : "A URL without a host";

    private static string Range(IEnumerable<ApiVersion> offered)
    {
        ApiVersion[] sorted = [.. offered.Order()];
        if (sorted.Length == 0)
        {
            return "none";
        }

        return sorted.Length == 1 ? $"{sorted[0]}" : $"{sorted[0]} to {sorted[^1]}";
    }

    private static EcaException UnsafeHost(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.SecurityError, message, nextStep, inner, target);

    private static EcaException LoginNotCompleted(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.AuthenticationError, message, nextStep, inner, target);

    internal static EcaException SessionExpired(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.AuthenticationError, message, nextStep, inner, target);

    private static EcaException OrgUnreachable(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ConnectionError, message, nextStep, inner, target);
}
