namespace EcaTools.Core.Salesforce.Http;

/// <summary>Why an attempt failed.</summary>
/// <param name="Error">What to throw if it is not repeated.</param>
/// <param name="Transient">Whether a second attempt may go better. Where it is a change, the outcome is then
/// unknown.</param>
/// <param name="NotCarriedOut">Whether the server certainly did nothing.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
/// <param name="TokenRefused">Whether the server refused the token, so that another one may help.</param>
internal sealed record RequestFailure(
    EcaException Error,
    bool Transient = true,
    bool NotCarriedOut = false,
    TimeSpan? RetryAfter = null,
    bool TokenRefused = false
)
{
    /// <summary>What a response without a 2xx status means.</summary>
    public static RequestFailure Classify(SalesforceHttp http, ApiRequest request, ApiResponse answer)
    {
        ServerError? error = http.ReadError(answer);
        string raw = error?.ToString() ?? http.Excerpt(answer);
        string what = request.What;
        bool busy = answer.Status is 502 or 503 or 504;
        if (answer.Status == 429 || (answer.Status == 503 && answer.RetryAfter is not null))
        {
            EcaException refused =
                answer.Status == 429
                    ? SalesforceErrors.TooManyRequests(what, http.OrgName, raw)
                    : SalesforceErrors.ServerFault(what, http.OrgName, answer.Status, raw);
            return new RequestFailure(refused, NotCarriedOut: true, RetryAfter: answer.RetryAfter);
        }

        if (answer.Status == 407)
        {
            return new RequestFailure(
                SalesforceErrors.ProxyInTheWay(
                    what,
                    http.Instance,
                    http.ProxyInTheWay(),
                    "HTTP 407, proxy authentication required"
                ),
                Transient: false
            );
        }

        if (answer.Status is >= 300 and < 400)
        {
            return Final(SalesforceErrors.RedirectRefused(what, http.Instance, answer.Location));
        }

        bool query = request.Url.AbsolutePath.Contains("/query", StringComparison.Ordinal);
        return error?.Code switch
        {
            "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" => Refused(
                SalesforceErrors.AccessTokenRejected(what, http.OrgName, raw)
            ),
            "REQUEST_LIMIT_EXCEEDED" => Final(SalesforceErrors.ApiLimitReached(what, http.OrgName, raw, http.Usage)),
            "FUNCTIONALITY_NOT_ENABLED" or "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" => Final(
                SalesforceErrors.FeatureNotEnabled(what, http.OrgName, raw)
            ),
            "INSUFFICIENT_ACCESS"
            or "INSUFFICIENT_ACCESS_OR_READONLY"
            or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => Final(
                SalesforceErrors.PermissionDenied(what, http.OrgName, raw)
            ),
            "NOT_FOUND" => Final(SalesforceErrors.NotFound(what, http.OrgName, raw)),
            "MALFORMED_QUERY" => Final(SalesforceErrors.MalformedQuery(what, http.OrgName, raw)),
            "INVALID_FIELD" or "INVALID_TYPE" when query => Final(
                SalesforceErrors.MalformedQuery(what, http.OrgName, raw)
            ),

            // The org says itself that it did nothing: a lock, or a server that is not there. Only what looks is
            // repeated.
            "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE" when !request.Changes => new RequestFailure(
                SalesforceErrors.ServerFault(what, http.OrgName, answer.Status, raw)
            ),
            _ when raw.Contains("does not support JWT", StringComparison.OrdinalIgnoreCase) => Final(
                SalesforceErrors.JwtTokenNotAcceptedBySoap(what, http.Instance, VersionIn(request.Url))
            ),
            _ when answer.Status == 401 => Refused(SalesforceErrors.AccessTokenRejected(what, http.OrgName, raw)),
            not null when answer.Status == 403 => Final(SalesforceErrors.PermissionDenied(what, http.OrgName, raw)),
            not null when answer.Status == 404 => Final(SalesforceErrors.NotFound(what, http.OrgName, raw)),

            // A SOAP fault comes with status 500 whatever it is about; a server's own trouble it calls
            // UNKNOWN_EXCEPTION or SERVER_….
            { } code
                when !busy
                    && (
                        answer.Status < 500
                        || (IsXml(answer) && code is not ("UNKNOWN_EXCEPTION" or "SERVER_UNAVAILABLE"))
                    ) => Final(SalesforceErrors.RequestRefused(what, http.OrgName, answer.Status, raw)),
            not null when !busy => Final(SalesforceErrors.ServerFault(what, http.OrgName, answer.Status, raw)),
            _ when busy => new RequestFailure(SalesforceErrors.ServerFault(what, http.OrgName, answer.Status, raw)),
            _ when answer.Status >= 500 => new RequestFailure(
                SalesforceErrors.ServerFault(what, http.OrgName, answer.Status, raw),
                Transient: request.Changes
            ),
            _ => Final(SalesforceErrors.UnexpectedResponse(what, http.Instance, answer, raw)),
        };

        static RequestFailure Final(EcaException error) => new(error, Transient: false);

        static RequestFailure Refused(EcaException error) => new(error, Transient: false, TokenRefused: true);

        static bool IsXml(ApiResponse answer) => answer.ContentType.EndsWith("xml", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The API version that a URL names, such as /services/Soap/m/66.0; null if it names none.</summary>
    private static ApiVersion? VersionIn(Uri url) =>
        url
            .Segments.Select(segment => segment.Trim('/'))
            .Where(segment => segment.Contains('.', StringComparison.Ordinal))
            .Select(segment => ApiVersion.TryParse(segment, out ApiVersion version) ? version : (ApiVersion?)null)
            .FirstOrDefault(version => version is not null);
}
