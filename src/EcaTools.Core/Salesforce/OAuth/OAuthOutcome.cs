using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What an OAuth endpoint said: a token, or a refusal in its own words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Token">The token; null where it was refused.</param>
/// <param name="Error">The OAuth error, such as <c>invalid_grant</c>; null where a token was given.</param>
/// <param name="Description">The text that goes with the error, without the secrets that were sent; null where a token
/// was given.</param>
public sealed record OAuthOutcome(int Status, OAuthToken? Token, string? Error, string? Description)
{
    /// <summary>The error of a response that is not a response of Salesforce: a proxy's, a login page, another
    /// host's.</summary>
    internal const string NotSalesforce = "NotSalesforce";

    /// <summary>Whether a token was given.</summary>
    public bool Succeeded => Token is not null;

    /// <summary>Whether the other side accepts the request: a 2xx status, or a redirect that carries no error.</summary>
    internal bool IsAccepted => Error is null && Status is >= 200 and < 400;

    /// <summary>How far the org's clock is ahead of this one; null where the response has no date.</summary>
    internal TimeSpan? ClockSkew { get; init; }

    /// <summary>The body of a good answer that holds no token; Undefined for none. Not public, so that nothing prints
    /// it.</summary>
    internal JsonElement Body { get; init; }

    /// <summary>Reads what an OAuth endpoint returned instead of what it was asked for, without secrets.</summary>
    internal static OAuthOutcome OfRefusal(SalesforceHttp wire, ApiResponse answer)
    {
        if (wire.ReadError(answer) is { } error)
        {
            return new OAuthOutcome(answer.Status, null, error.Code, error.Message);
        }

        // A 2xx response may hold a token in a shape that is not known here: none of it is shown.
        string type = answer.ContentType.Length == 0 ? "no content type" : answer.ContentType;
        string shown = answer.Succeeded ? $"{type}, {answer.Body.Length} bytes" : wire.Excerpt(answer);
        return new OAuthOutcome(answer.Status, null, NotSalesforce, shown);
    }
}
